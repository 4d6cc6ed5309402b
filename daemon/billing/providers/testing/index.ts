export { describeProof, prove, type ProofCase } from './proofs';
export { describeStrays, factsOf } from './facts';
export { Loopback, type Answering, type Asked } from './loopback';
