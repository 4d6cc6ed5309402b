export { describeProofs, prove, type ProofCase } from './proofs';
export { describeStrays, factsOf } from './facts';
