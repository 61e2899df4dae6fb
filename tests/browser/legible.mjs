// legible.mjs - is a page readable, and usable without a mouse? What runs in the page, and what is said of it.

/* Runs in the page: visible texts whose contrast is below `least`, each with its ratio. Colours are laid over one another as
 * they lie on the screen. */
export function weakTexts(least) {
	const parse = text => {
		const [r, g, b, a = 1] = (/rgba?\(([^)]+)\)/.exec(text)?.[1].split(/[\s,/]+/).filter(Boolean) ?? [0, 0, 0, 0]).map(Number);
		return { r, g, b, a };
	};
	const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
	/* a colour in whatever way CSS may write it */
	const colour = text => {
		if (text.startsWith('rgb'))
			return parse(text);
		canvas.clearRect(0, 0, 1, 1);
		canvas.fillStyle = text;
		canvas.fillRect(0, 0, 1, 1);
		const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
		return { r, g, b, a: a / 255 };
	};
	const over = (top, below) => {
		const a = top.a + below.a * (1 - top.a);
		const mix = key => (a ? (top[key] * top.a + below[key] * below.a * (1 - top.a)) / a : 0);
		return { r: mix('r'), g: mix('g'), b: mix('b'), a };
	};
	const light = ({ r, g, b }) => {
		const [x, y, z] = [r, g, b].map(v => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
		return 0.2126 * x + 0.7152 * y + 0.0722 * z;
	};
	const ratio = (a, b) => {
		const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
		return (high + 0.05) / (low + 0.05);
	};
	const groundUnder = (node, stack) => {
		let ground = { r: 0, g: 0, b: 0, a: 0 };
		for (const one of stack.slice(stack.findIndex(e => e === node || node.contains(e) || e.contains(node)))) {
			const style = getComputedStyle(one);
			const isShape = one instanceof SVGElement && !(one instanceof SVGSVGElement) && one !== node;
			const filled = colour(isShape && style.fill !== 'none' ? style.fill : style.backgroundColor);
			ground = over(ground, { ...filled, a: filled.a * Number(style.opacity) });
			if (ground.a > 0.999)
				return ground;
		}
		return over(ground, { r: 255, g: 255, b: 255, a: 1 });
	};
	const weak = [];
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	const modal = document.querySelector('dialog:modal');
	for (let text = walker.nextNode(); text; text = walker.nextNode()) {
		const node = text.parentElement;
		if (!text.data.trim() || !node.checkVisibility?.({ checkOpacity: true, checkVisibilityCSS: true }) || (modal && !modal.contains(node)) ||
			node.closest('select, .sr-only'))
			continue;
		const range = document.createRange();
		range.selectNodeContents(text);
		const box = [...range.getClientRects()].find(r => r.width > 1 && r.height > 1);
		if (!box)
			continue;
		let stack = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2);
		if (stack.length && !stack.some(e => e === node || node.contains(e)))
			continue;
		if (!stack.length)
			for (let e = node; e; e = e.parentElement)
				stack.push(e);
		const style = getComputedStyle(node);
		const ink = colour(node instanceof SVGElement ? style.fill : style.color);
		const ground = groundUnder(node, stack);
		const found = ratio(over(ink, ground), ground);
		if (found < least - 0.005)
			weak.push(`${found.toFixed(2)} "${text.data.trim().slice(0, 30)}" in ${node.tagName.toLowerCase()}.${node.className.baseVal ?? node.className}`);
	}
	return weak;
}

/* Runs in the page: what can be pressed or typed into without a name, and texts that are cut or push the page sideways. */
export function flaws() {
	const found = [];
	const name = node => [node.getAttribute('aria-label'), node.getAttribute('aria-labelledby'), node.textContent.trim(),
		node.labels?.[0]?.textContent, node.title].join('');
	for (const node of document.querySelectorAll('button, a[href], input, select, textarea'))
		if (node.checkVisibility?.() && node.type !== 'hidden' && !name(node).trim())
			found.push(`no name: ${node.outerHTML.slice(0, 120)}`);
	if (document.documentElement.scrollWidth > innerWidth + 1)
		found.push(`wider than the window: ${document.documentElement.scrollWidth} in ${innerWidth}`);
	for (const node of document.querySelectorAll('button, .btn, h1, h2, h3, td, th, label, .title')) {
		const style = getComputedStyle(node);
		if (node.checkVisibility?.() && style.overflow === 'hidden' && node.scrollWidth > node.clientWidth + 1)
			found.push(`cut: "${node.textContent.trim().slice(0, 40)}"`);
	}
	if (!document.title)
		found.push('the page has no title');
	return found;
}

/* Go through the page by the Tab key, from wherever it is: what has had the focus, in the page's order, until it comes round.
 * What could have it and had not, or had it unseen, is said. */
export async function tabThrough(page, most = 200) {
	const order = [], problems = [];
	let turn = -1;
	for (let i = 0; i < most; i++) {
		await page.keyboard.press('Tab');
		const at = await page.evaluate(() => {
			const node = document.activeElement;
			if (!node || node === document.body)
				return null;
			const isAgain = node.dataset.hadFocus === '1';
			node.dataset.hadFocus = '1';
			const style = getComputedStyle(node);
			return { isAgain, isSeen: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none',
				name: (node.getAttribute('aria-label') || node.textContent.trim() || node.labels?.[0]?.textContent || node.tagName).slice(0, 40) };
		});
		if (!at && turn < 0) {
			turn = order.length;
			continue;
		}
		if (!at || at.isAgain)
			break;
		order.push(at.name);
		if (!at.isSeen)
			problems.push(`focus is not seen on "${at.name}"`);
	}
	problems.push(...await page.evaluate(() => {
		const modal = document.querySelector('dialog:modal');
		const left = [...document.querySelectorAll('a[href], button, input, select, textarea')].filter(node => node.checkVisibility() && !node.disabled && node.tabIndex >= 0 &&
			node.dataset.hadFocus !== '1' && node.type !== 'radio' && (!modal || modal.contains(node)));
		document.querySelectorAll('[data-had-focus]').forEach(node => delete node.dataset.hadFocus);
		return left.map(node => `Tab does not reach ${node.outerHTML.slice(0, 100)}`);
	}));
	return { order: turn < 0 ? order : [...order.slice(turn), ...order.slice(0, turn)], problems };
}
