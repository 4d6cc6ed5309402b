export { Attention, troubleKinds, type AttentionView, type Trouble, type TroubleKind } from './attention';
export { attentionMigrations } from './tables';
