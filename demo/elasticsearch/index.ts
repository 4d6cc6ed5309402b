/** A stand-in for Elasticsearch: documents in indices, over plain HTTP on this machine. */
export { startElasticsearch, type Elasticsearch } from './server';
