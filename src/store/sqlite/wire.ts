import type { CommitResult } from '../store.ts';
import { createPacker, createUnpacker, type Packer, type Parcel, type Unpacker } from './parcel.ts';
import type { Answer, HouseName, Question, ReadName } from './question.ts';
import type { Loaded } from './reads.ts';
import { packCommit, packTurn, unpackCommit, unpackTurn } from './wire-commit.ts';

/** Questions as they cross to the worker. */
export function packQuestions(questions: readonly Question[]): Parcel {
	const packer = createPacker();
	for (const question of questions) {
		packer.cell(question.ask, question.id);
		if (question.ask === 'commit') packCommit(packer, question.commit);
		else if (question.ask === 'load') packer.cell(question.personId, question.conversationId);
		else if (question.ask !== 'scrub') packer.rest({ name: question.name, given: question.given });
	}
	return packer.finish();
}

export function unpackQuestions(parcel: Parcel): readonly Question[] {
	const unpacker = createUnpacker(parcel);
	const questions: Question[] = [];
	while (unpacker.more()) questions.push(unpackQuestion(unpacker));
	return questions;
}

function unpackQuestion(unpacker: Unpacker): Question {
	const ask = unpacker.text() as Question['ask'];
	const id = unpacker.number();
	switch (ask) {
		case 'commit':
			return { id, ask, commit: unpackCommit(unpacker) };
		case 'load':
			return { id, ask, personId: unpacker.text(), conversationId: unpacker.text() };
		case 'read':
			return { id, ask, ...(unpacker.rest() as { name: ReadName; given: readonly unknown[] }) };
		case 'house':
			return { id, ask, ...(unpacker.rest() as { name: HouseName; given: readonly unknown[] }) };
		case 'scrub':
			return { id, ask };
	}
}

/** Answers as they cross back. */
export function packAnswers(answers: readonly Answer[]): Parcel {
	const packer = createPacker();
	for (const answer of answers) {
		packer.cell(answer.is, answer.id);
		if (answer.is === 'applied') packResult(packer, answer.result);
		else if (answer.is === 'loaded') packLoaded(packer, answer.loaded);
		else if (answer.is === 'value') packer.rest(answer.value);
		else packer.cell(answer.reason);
	}
	return packer.finish();
}

export function unpackAnswers(parcel: Parcel): readonly Answer[] {
	const unpacker = createUnpacker(parcel);
	const answers: Answer[] = [];
	while (unpacker.more()) answers.push(unpackAnswer(unpacker));
	return answers;
}

function unpackAnswer(unpacker: Unpacker): Answer {
	const is = unpacker.text() as Answer['is'];
	const id = unpacker.number();
	switch (is) {
		case 'applied':
			return { id, is, result: unpackResult(unpacker) };
		case 'loaded':
			return { id, is, loaded: unpackLoaded(unpacker) };
		case 'value':
			return { id, is, value: unpacker.rest() };
		case 'unavailable':
		case 'failed':
			return { id, is, reason: unpacker.text() };
	}
}

function packResult(packer: Packer, result: CommitResult): void {
	packer.cell(result.outcome);
	if (result.outcome === 'conflict') packer.cell(result.on);
	else if (result.outcome === 'repeat') packTurn(packer, result.turn);
}

function unpackResult(unpacker: Unpacker): CommitResult {
	const outcome = unpacker.text() as CommitResult['outcome'];
	if (outcome === 'repeat') return { outcome, turn: unpackTurn(unpacker) };
	if (outcome === 'conflict') {
		return { outcome, on: unpacker.text() as Extract<CommitResult, { outcome: 'conflict' }>['on'] };
	}
	return { outcome };
}

function packLoaded(packer: Packer, { person, conversation }: Loaded): void {
	packer.cell(person !== undefined, conversation !== undefined);
	if (person !== undefined) {
		packer.cell(person.id, person.seenDay);
		packer.bytes(person.wrappedKey);
		packer.bytes(person.profile);
	}
	if (conversation !== undefined) {
		packer.cell(conversation.id, conversation.revision, conversation.day);
		packer.bytes(conversation.sealed);
	}
}

function unpackLoaded(unpacker: Unpacker): Loaded {
	const hasPerson = unpacker.flag();
	const hasConversation = unpacker.flag();
	const person = hasPerson && {
		id: unpacker.text(),
		seenDay: unpacker.text(),
		wrappedKey: unpacker.bytes(),
		profile: unpacker.bytes(),
	};
	const conversation = hasConversation && {
		id: unpacker.text(),
		revision: unpacker.number(),
		day: unpacker.text(),
		sealed: unpacker.bytes(),
	};
	return { ...(person && { person }), ...(conversation && { conversation }) };
}
