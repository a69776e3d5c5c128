export * from './conversation.ts';
export * from './effect.ts';
export * from './report.ts';
export * from './route.ts';
export * from './screen.ts';
export * from './turn.ts';
export * from './words.ts';
