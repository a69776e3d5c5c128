import { describeOnMongo } from '../support/mongo/on-mongo.ts';
import { storeContract } from './contract.ts';
import { makeMongo } from './make-mongo.ts';

describeOnMongo('the store on MongoDB', () => storeContract(() => makeMongo()));
