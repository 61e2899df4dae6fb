/* names.js - by what a name is looked for: its surname, and the letter that this is spelt with.
 *
 * Must not know: whose names. */

/* Two characters that are one surname; the commoner ones. */
const COMPOUND = new Set(["欧阳", "上官", "皇甫", "司马", "司徒", "诸葛", "夏侯", "东方", "尉迟", "公孙", "慕容", "长孙", "宇文", "令狐", "端木", "轩辕", "万俟", "澹台", "申屠", "太史", "闻人", "赫连", "南宫", "西门", "独孤", "完颜"]);
/* As surnames they are spelt otherwise than as words. */
const OTHERWISE = { 单: "S", 解: "X", 曾: "Z", 仇: "Q", 查: "Z", 区: "O", 朴: "P", 盖: "G", 尉: "Y", 缪: "M", 翟: "Z", 召: "S", 覃: "Q", 褚: "C", 种: "C", 秘: "B", 乜: "N", 万俟: "M", 长: "Z", 澹: "T" };

/* The first character that is spelt with each letter, in the order of pinyin; no Chinese word begins with i, u or v. */
const FIRST = [..."阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥仨他屲夕丫帀"], LETTERS = [..."ABCDEFGHJKLMNOPQRSTWXYZ"];
const pinyin = new Intl.Collator("zh-u-co-pinyin");

export function surnameOf(name) {
	const [first, second = ""] = [...name];

	if (COMPOUND.has(first + second))
		return first + second;
	/* a name in letters: its first word */
	return /\p{Script=Han}/u.test(first) ? first : name.split(/\s/)[0];
}

export function initialOf(name) {
	const surname = surnameOf(name), [first] = [...surname];

	if (!/\p{Script=Han}/u.test(first))
		return first.normalize("NFD")[0].toUpperCase();
	return OTHERWISE[surname] ?? OTHERWISE[first] ?? LETTERS[FIRST.findLastIndex(one => pinyin.compare(one, first) <= 0)] ?? "A";
}
