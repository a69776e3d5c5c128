import { join } from 'node:path';
import { createPlaces, type ReferencePlaces } from '../../src/programmes/places/create-places.ts';
import type { Programme } from '../../src/programmes/programme.ts';
import { type Reference, readProgramme, readReference } from '../../src/programmes/read-reference.ts';

const folder = join(import.meta.dirname, '../../reference');

/** The reference data that is shipped. */
export const reference: Reference = readReference(folder);

export const demonstration: Programme = readProgramme(join(folder, 'programmes/demonstration.json'), ['fr', 'en']);

export const places: ReferencePlaces = createPlaces({ ...reference, communities: demonstration.communities });
