/* dom.js - making elements without ever parsing text as HTML.
 *
 * Must not know: words, messages, any page. */

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "g", "path", "circle", "rect", "line", "polygon", "polyline", "text", "tspan", "defs", "pattern", "title"]);
const AS_PROPERTY = new Set(["value", "checked", "disabled", "selected", "hidden", "indeterminate", "srcObject", "open"]);

function setProp(node, name, value) {
	if (value === undefined || value === null)
		return;
	if (name.startsWith("on"))
		node.addEventListener(name.slice(2).toLowerCase(), value);
	else if (name === "text")
		node.textContent = value;
	else if (name === "style")
		/* geometry only, as an object: a style attribute would be refused by the page's policy */
		for (const [property, v] of Object.entries(value))
			node.style.setProperty(property, v);
	else if (AS_PROPERTY.has(name))
		node[name] = value;
	else if (value === true)
		node.setAttribute(name, name.startsWith("aria-") ? "true" : "");
	else if (value !== false || name.startsWith("aria-"))
		node.setAttribute(name, String(value));
}

function add(node, children) {
	for (const child of children.flat(Infinity))
		if (child !== undefined && child !== null && child !== false)
			node.append(child instanceof Node ? child : document.createTextNode(String(child)));
	return node;
}

/* An element. props: class, text, value, checked, disabled, style (an object), on<event>, and attributes by their
 * name; undefined, null and false leave one out. Children are nodes, texts, or arrays of them. Tags of SVG are made
 * as such; write "svg:title" for the one that both languages have. */
export function el(tag, props, ...children) {
	const isSvg = tag.startsWith("svg:") || (SVG_TAGS.has(tag) && tag !== "title");
	const node = isSvg ? document.createElementNS(SVG, tag.replace("svg:", "")) : document.createElement(tag);

	for (const [name, value] of Object.entries(props ?? {}))
		setProp(node, name, value);
	return add(node, children);
}

/* `node` holds these children and no others. */
export function replace(node, ...children) {
	node.replaceChildren();
	return add(node, children);
}

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
