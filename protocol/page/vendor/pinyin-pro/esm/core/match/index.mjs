import { splitString } from '../../common/utils.mjs';
import { getAllPinyin } from '../pinyin/all.mjs';

const DefaultMatchOptions = {
    precision: "first",
    continuous: false,
    space: "ignore",
    lastPrecision: "start",
    insensitive: true,
    v: false,
};
const MAX_PINYIN_LENGTH = 6;
// match 只需要单字多音结果，不需要经过完整的词组匹配流程。
const TONE_MAP = {
    "ā": "a", "á": "a", "ǎ": "a", "à": "a",
    "ō": "o", "ó": "o", "ǒ": "o", "ò": "o",
    "ē": "e", "é": "e", "ě": "e", "è": "e",
    "ī": "i", "í": "i", "ǐ": "i", "ì": "i",
    "ū": "u", "ú": "u", "ǔ": "u", "ù": "u",
    "ǖ": "ü", "ǘ": "ü", "ǚ": "ü", "ǜ": "ü",
    "n̄": "n", "ń": "n", "ň": "n", "ǹ": "n",
    "m̄": "m", "ḿ": "m", "m̌": "m", "m̀": "m",
    "ê̄": "ê", "ế": "ê", "ê̌": "ê", "ề": "ê",
};
const TONE_RE = new RegExp(Object.keys(TONE_MAP).join("|"), "g");
const stripTone = (pinyin) => pinyin.replace(TONE_RE, (ch) => TONE_MAP[ch]);
const getMatchPinyin = (char, options) => {
    const pinyins = getAllPinyin(char);
    return (pinyins.length ? pinyins : [char]).map((pinyin) => {
        const withoutTone = stripTone(pinyin);
        return options.v
            ? withoutTone.replace(/ü/g, typeof options.v === "string" ? options.v : "v")
            : withoutTone;
    });
};
/**
 * @description: 检测汉语字符串和拼音是否匹配
 * @param {string} text 汉语字符串
 * @param {string} pinyin 拼音，支持各种缩写形式
 * @param {MatchOptions=} options 配置项
 * @return {Array | null} 若匹配成功，返回 text 中匹配成功的下标数组；若匹配失败，返回 null
 */
const match = (text, pinyin, options) => {
    if ((options === null || options === void 0 ? void 0 : options.precision) === "any") {
        options.lastPrecision = "any";
    }
    if (options === null || options === void 0 ? void 0 : options.v) {
        const replacement = typeof options.v === "string" ? options.v : "v";
        pinyin = pinyin.replace(/ü/g, replacement);
    }
    const completeOptions = Object.assign(Object.assign({}, DefaultMatchOptions), (options || {}));
    // 是否大小写不敏感
    if (completeOptions.insensitive !== false) {
        text = text.toLowerCase();
        pinyin = pinyin.toLowerCase();
    }
    // 移除空格
    if (completeOptions.space === "ignore") {
        pinyin = pinyin.replace(/\s/g, "");
    }
    const result = (options === null || options === void 0 ? void 0 : options.precision) === "any"
        ? matchAny(text, pinyin, completeOptions)
        : matchAboveStart(text, pinyin, completeOptions);
    return processDoubleUnicodeIndex(text, result);
};
// 检测两个拼音最大的匹配长度
const getMatchLength = (pinyin1, pinyin2) => {
    let length = 0;
    for (let i = 0; i < pinyin1.length; i++) {
        if (pinyin1[i] === pinyin2[length]) {
            length++;
        }
    }
    return length;
};
const matchAny = (text, pinyin, options) => {
    let result = [];
    const words = splitString(text);
    const ignoreSpace = options.space === "ignore";
    for (let i = 0; i < words.length; i++) {
        // 空格字符
        if (ignoreSpace && words[i] === " ") {
            result.push(i);
            continue;
        }
        // 是否为中文匹配
        if (words[i] === pinyin[0]) {
            pinyin = pinyin.slice(1);
            result.push(i);
            continue;
        }
        // 当前字的多音字拼音
        const ps = getMatchPinyin(words[i], options);
        let currentLength = 0;
        ps.forEach((p) => {
            const length = getMatchLength(p, pinyin);
            if (length > currentLength) {
                currentLength = length;
            }
        });
        if (currentLength) {
            pinyin = pinyin.slice(currentLength);
            result.push(i);
        }
        if (!pinyin) {
            break;
        }
    }
    // 未匹配完
    if (pinyin) {
        return null;
    }
    // 是否连续
    if (options.continuous) {
        const _result = result;
        const isNotContinuous = result.some((val, index) => index > 0 && val !== _result[index - 1] + 1);
        if (isNotContinuous) {
            return null;
        }
    }
    if (options.space === "ignore") {
        result = result.filter((i) => words[i] !== " ");
    }
    return result.length ? result : null;
};
const matchAboveStart = (text, pinyin, options) => {
    const words = splitString(text);
    // dp 只保留上一行 pre 和当前行 current
    let pre = Array(pinyin.length + 1);
    for (let i = 0; i < pre.length; i++) {
        pre[i] = [];
    }
    // 动态规划匹配
    for (let i = 1; i <= words.length; i++) {
        const current = Array(pinyin.length + 1);
        current[0] = [];
        // options.continuous 为 false 或 options.space 为 ignore 且当前为空格时，第 i 个字可以不参与匹配
        if (!options.continuous ||
            (options.space == "ignore" && words[i - 1] === " ")) {
            for (let j = 1; j <= pinyin.length; j++) {
                current[j - 1] = pre[j - 1];
            }
        }
        // 当前字符的拼音 forms 只依赖字符和 options，与 j 无关。
        // 按需计算一次，既复用结果，也保留无可达状态时的短路。
        let muls;
        // 第 i 个字参与匹配
        for (let j = 1; j <= pinyin.length; j++) {
            if (!pre[j - 1]) {
                // 第 i - 1 已经匹配失败，停止向后匹配
                continue;
            }
            else if (j !== 1 && !pre[j - 1].length) {
                // 非开头且前面的字符未匹配完成，停止向后匹配
                continue;
            }
            else {
                muls !== null && muls !== void 0 ? muls : (muls = getMatchPinyin(words[i - 1], options));
                // 非中文匹配
                if (words[i - 1] === pinyin[j - 1]) {
                    const matches = [...pre[j - 1], i - 1];
                    // 记录最长的可匹配下标数组
                    if (!current[j] || matches.length > current[j].length) {
                        current[j] = matches;
                    }
                    // pinyin 参数完全匹配完成，记录结果
                    if (j === pinyin.length) {
                        return current[j];
                    }
                }
                // 剩余长度小于等于 MAX_PINYIN_LENGTH(6) 时，有可能是最后一个拼音了
                if (pinyin.length - j <= MAX_PINYIN_LENGTH) {
                    // lastPrecision 参数处理
                    const last = muls.some((py) => {
                        if (options.lastPrecision === "any") {
                            return py.includes(pinyin.slice(j - 1, pinyin.length));
                        }
                        if (options.lastPrecision === "start") {
                            return py.startsWith(pinyin.slice(j - 1, pinyin.length));
                        }
                        if (options.lastPrecision === "first") {
                            return py[0] === pinyin.slice(j - 1, pinyin.length);
                        }
                        if (options.lastPrecision === "every") {
                            return py === pinyin.slice(j - 1, pinyin.length);
                        }
                        return false;
                    });
                    if (last) {
                        return [...pre[j - 1], i - 1];
                    }
                }
                const precision = options.precision;
                // precision 为 start 时，匹配开头
                if (precision === "start") {
                    muls.forEach((py) => {
                        let end = j;
                        const matches = [...pre[j - 1], i - 1];
                        while (end <= pinyin.length &&
                            py.startsWith(pinyin.slice(j - 1, end))) {
                            if (!current[end] || matches.length > current[end].length) {
                                current[end] = matches;
                            }
                            end++;
                        }
                    });
                }
                // precision 为 first 时，匹配首字母
                if (precision === "first") {
                    if (muls.some((py) => py[0] === pinyin[j - 1])) {
                        const matches = [...pre[j - 1], i - 1];
                        // 记录最长的可匹配下标数组
                        if (!current[j] || matches.length > current[j].length) {
                            current[j] = matches;
                        }
                    }
                }
                // 匹配当前汉字的完整拼音
                const completeMatch = muls.find((py) => py === pinyin.slice(j - 1, j - 1 + py.length));
                if (completeMatch) {
                    const matches = [...pre[j - 1], i - 1];
                    const endIndex = j - 1 + completeMatch.length;
                    // 记录最长的可匹配下标数组
                    if (!current[endIndex] || matches.length > current[endIndex].length) {
                        current[endIndex] = matches;
                    }
                }
            }
        }
        pre = current;
    }
    return null;
};
// 对于双字节的字符，需要将 index 顺延 +1
function processDoubleUnicodeIndex(text, indexArray) {
    if (!indexArray) {
        return null;
    }
    const result = [];
    let doubleUnicodeCount = 0;
    const words = splitString(text);
    let i = 0;
    for (let j = 0; j < indexArray.length; j++) {
        const curIndex = indexArray[j];
        while (i <= curIndex) {
            if (words[i].length === 2) {
                doubleUnicodeCount++;
            }
            i++;
        }
        const realIndex = curIndex + doubleUnicodeCount;
        if (words[curIndex].length === 2) {
            result.push(realIndex - 1, realIndex);
        }
        else {
            result.push(realIndex);
        }
    }
    return result;
}

export { match };
