import { makeMongo } from '../store/make-mongo.ts';
import { makeSqlite } from '../store/make-sqlite.ts';
import { describeOnMongo } from '../support/mongo/on-mongo.ts';
import { requestStoreContract } from './contract.ts';

describe('requests on SQLite', () => requestStoreContract(() => makeSqlite()));
describeOnMongo('requests on MongoDB', () => requestStoreContract(() => makeMongo()));
