/* order.js - in which order candidates stand, and why, in words (P14.9, `order`).
 *
 * Must not know: pages. */

import { t } from "/page/lang.js";

/* What the proof sheet says about the order; empty where there are no candidates. */
export function orderNote({ order }) {
	if (!order)
		return "";
	return order.type === "strokes" ? t("CON_ORDER_STROKES") : t("CON_ORDER_OTHER", order.reason);
}
