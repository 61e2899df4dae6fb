/* db.js - the desk's own memory, which outlives a reload and a power cut: IndexedDB as promises.
 *
 * Stores: `queue` (scans that the server has not acknowledged, in order: a code or a number, no
 * name), `log` (the last scans), `kept` (the roll, and whose desk it is).
 * Must not know: what any of it means. */

const VERSION = 1;
const OF_PERSONS = ["log", "kept"];     /* what a session leaves behind, and its end takes away */

function settled(request) {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error);
	});
}

function upgrade(db) {
	db.createObjectStore("queue", { keyPath: "seq", autoIncrement: true });
	db.createObjectStore("log", { keyPath: "nonce" });
	db.createObjectStore("kept");
}

/* -> db with
 *   read(store, key), all(store): what is there;
 *   write(stores, fn): fn(store => IDBObjectStore) in one transaction; resolves once it is on disk, with fn's result;
 *   keep(key, value): the same for one value of `kept`; clear(): persons go, the queue stays. */
export async function openDb(name = "tally-desk") {
	const request = indexedDB.open(name, VERSION);

	request.onupgradeneeded = () => upgrade(request.result);
	const db = await settled(request);

	function write(stores, fn) {
		return new Promise((resolve, reject) => {
			/* strict: a verdict is shown only after the scan would survive the plug being pulled */
			const transaction = db.transaction(stores, "readwrite", { durability: "strict" });
			const result = fn(store => transaction.objectStore(store));

			transaction.oncomplete = () => resolve(result instanceof IDBRequest ? result.result : result);
			transaction.onerror = transaction.onabort = () => reject(transaction.error);
		});
	}

	return {
		clear: () => write(OF_PERSONS, store => OF_PERSONS.forEach(name => store(name).clear())),
		read: (store, key) => settled(db.transaction(store).objectStore(store).get(key)),
		all: store => settled(db.transaction(store).objectStore(store).getAll()),
		write,
		keep: (key, value) => write(["kept"], store => store("kept").put(value, key)),
	};
}

/* Nobody is signed in here any more: persons go from this computer's disk. -> how many scans still
 * wait for the next who signs in; they are never thrown away. */
export async function forgetPersons() {
	try {
		const db = await openDb();

		await db.clear();
		return (await db.all("queue")).length;
	} catch {       /* a browser that keeps nothing has nothing to forget */
		return 0;
	}
}
