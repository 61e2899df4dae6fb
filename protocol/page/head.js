/* head.js - a ledger head, "SIZE:HEX20", as every page and sheet shows it, so that people can compare it from one to the other.
 *
 * Must not know: elements, any page. */

/* "537:168bbd8cfd64dfaa729a" → "537: 168b bd8c fd64 dfaa 729a"; what is no head stays as it is. */
export const headText = head => head.replace(/^(\d+):(\w{4})(\w{4})(\w{4})(\w{4})(\w{4})$/, "$1: $2 $3 $4 $5 $6");
