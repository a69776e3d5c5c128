import { storeContract } from './contract.ts';
import { makeSqlite } from './make-sqlite.ts';

storeContract(() => makeSqlite());
