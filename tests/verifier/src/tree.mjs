// tree.mjs - the Merkle tree over leaf hashes: roots of every size, inclusion and consistency proofs (P12.2, P12.4, P12.5; RFC 9162).

import { sha256 } from '@noble/hashes/sha2.js';
import { concat, equal } from './bytes.mjs';
import { demand } from './refused.mjs';

export function leafHash(line) {
	return sha256(concat(Uint8Array.of(0), line));
}

function nodeHash(left, right) {
	return sha256(concat(Uint8Array.of(1), left, right));
}

// The largest power of two below size.
function split(size) {
	let k = 1;
	while (2 * k < size)
		k *= 2;
	return k;
}

export class Tree {
	constructor() {
		this.leaves = [];
		this.full = new Map();
	}

	append(leaf) {
		this.leaves.push(leaf);
	}

	// The hash over leaves from .. to-1. Subtrees that are complete are kept.
	hash(from, to) {
		const size = to - from;
		if (size === 0)
			return sha256(new Uint8Array(0));
		if (size === 1)
			return this.leaves[from];
		const key = `${from} ${to}`;
		const kept = this.full.get(key);
		if (kept)
			return kept;
		const k = split(size);
		const out = nodeHash(this.hash(from, from + k), this.hash(from + k, to));
		if (k * 2 === size)
			this.full.set(key, out);
		return out;
	}

	root(size = this.leaves.length) {
		demand(size <= this.leaves.length, 'head', 'larger than the ledger');
		return this.hash(0, size);
	}

	// RFC 9162, 2.1.3.1
	inclusion(index, size, from = 0) {
		if (size === 1)
			return [];
		const k = split(size);
		return index < k
			? [...this.inclusion(index, k, from), this.hash(from + k, from + size)]
			: [...this.inclusion(index - k, size - k, from + k), this.hash(from, from + k)];
	}

	// RFC 9162, 2.1.4.1
	consistency(first, size, from = 0, whole = true) {
		if (first === size)
			return whole ? [] : [this.hash(from, from + size)];
		const k = split(size);
		return first <= k
			? [...this.consistency(first, k, from, whole), this.hash(from + k, from + size)]
			: [...this.consistency(first - k, size - k, from + k, false), this.hash(from, from + k)];
	}
}

// RFC 9162, 2.1.3.2
export function checkInclusion(proof, index, size, leaf, root) {
	demand(index < size, 'tree_proof', 'index');
	let [fn, sn, r] = [index, size - 1, leaf];
	for (const p of proof) {
		demand(sn !== 0, 'tree_proof', 'too long');
		if (fn % 2 === 1 || fn === sn) {
			r = nodeHash(p, r);
			while (fn % 2 === 0 && fn !== 0)
				[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
		} else {
			r = nodeHash(r, p);
		}
		[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
	}
	demand(sn === 0 && equal(r, root), 'tree_proof', 'inclusion');
}

// RFC 9162, 2.1.4.2
export function checkConsistency(proof, first, firstRoot, size, root) {
	if (first === size)
		return demand(proof.length === 0 && equal(firstRoot, root), 'tree_proof', 'consistency');
	demand(first >= 1 && first < size && proof.length > 0, 'tree_proof', 'consistency');
	const path = Number.isInteger(Math.log2(first)) ? [firstRoot, ...proof] : proof;
	let [fn, sn] = [first - 1, size - 1];
	while (fn % 2 === 1)
		[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
	let [fr, sr] = [path[0], path[0]];
	for (const c of path.slice(1)) {
		demand(sn !== 0, 'tree_proof', 'too long');
		if (fn % 2 === 1 || fn === sn) {
			[fr, sr] = [nodeHash(c, fr), nodeHash(c, sr)];
			while (fn % 2 === 0 && fn !== 0)
				[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
		} else {
			sr = nodeHash(sr, c);
		}
		[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
	}
	return demand(sn === 0 && equal(fr, firstRoot) && equal(sr, root), 'tree_proof', 'consistency');
}
