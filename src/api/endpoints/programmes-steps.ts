import { z } from 'zod';
import { dayOf } from '../../shared/clock.ts';
import { type Context, type Endpoint, endpoint } from '../endpoint.ts';
import {
	foundVersion,
	orProblem,
	type ProgrammeEndpointParts,
	shownVersion,
	summaryOf,
	summarySchema,
	versionParams,
	versionSchema,
} from './programmes.ts';

type Parts = Pick<ProgrammeEndpointParts, 'desk' | 'clock'>;

/** How an entry comes to people and goes: by the very steps of the command line. */
export function programmeStepEndpoints(parts: Parts): readonly Endpoint[] {
	return [checkOf(parts), publicationOf(parts), withdrawalOf(parts), expirationOf(parts)];
}

const doing = ({ clock }: Parts, { caller }: Context) => ({ by: caller.name, at: clock.now() });

function checkOf({ desk, clock }: Parts): Endpoint {
	return endpoint({
		id: 'checkProgramme',
		method: 'get',
		path: '/programmes/{programme}/versions/{version}/check',
		scope: 'programmes:read',
		summary: 'What a version wants before it may be published, or before its owner may be at rest about it',
		status: 200,
		params: versionParams,
		answer: z.object({
			...summarySchema.shape,
			faults: z.array(z.string()).meta({ description: 'A sentence each; empty for none.' }),
		}),
		handle: async ({ params }) => {
			const version = await foundVersion(desk, `${params.programme}@${params.version}`);
			return {
				body: { ...summaryOf(version), faults: [...desk.publishing.check(version, dayOf(clock.now()))] },
			};
		},
	});
}

function publicationOf(parts: Parts): Endpoint {
	return endpoint({
		id: 'publishProgramme',
		method: 'post',
		path: '/programmes/{programme}/versions/{version}/publish',
		scope: 'programmes:publish',
		summary: 'Bring a draft to people',
		status: 200,
		params: versionParams,
		answer: versionSchema,
		handle: async ({ params }, context) => {
			const ref = `${params.programme}@${params.version}`;
			return shownVersion(await orProblem(parts.desk.publishing.publish(ref, doing(parts, context))));
		},
	});
}

function withdrawalOf(parts: Parts): Endpoint {
	return endpoint({
		id: 'withdrawProgramme',
		method: 'post',
		path: '/programmes/{programme}/versions/{version}/withdraw',
		scope: 'programmes:publish',
		summary: 'Take a published version back, at once',
		status: 200,
		params: versionParams,
		answer: versionSchema,
		handle: async ({ params }, context) => {
			const ref = `${params.programme}@${params.version}`;
			return shownVersion(await orProblem(parts.desk.publishing.withdraw(ref, doing(parts, context))));
		},
	});
}

function expirationOf({ desk, clock }: Parts): Endpoint {
	return endpoint({
		id: 'expireProgrammes',
		method: 'post',
		path: '/programme-expirations',
		scope: 'programmes:publish',
		summary: 'Mark what is past its last day; it is not shown either way',
		status: 200,
		answer: z.object({ items: z.array(summarySchema) }),
		handle: async () => ({ body: { items: (await desk.publishing.expire(clock.now())).map(summaryOf) } }),
	});
}
