// refused.mjs - the one way in which a reader says no. `word` is stable; the vectors name it.

export class Refused extends Error {
	constructor(word, detail = word) {
		super(detail === word ? word : `${word}: ${detail}`);
		this.word = word;
	}
}

export function refuse(word, detail) {
	throw new Refused(word, detail);
}

export function demand(holds, word, detail) {
	if (!holds)
		refuse(word, detail);
}

// The word with which `attempt` is refused, or null if it is not. Any other error is a bug of ours and passes through.
export function refusal(attempt) {
	try {
		attempt();
		return null;
	} catch (error) {
		if (error instanceof Refused)
			return error.word;
		throw error;
	}
}
