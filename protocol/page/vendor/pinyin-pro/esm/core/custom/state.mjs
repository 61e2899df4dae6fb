import { FastDictFactory } from '../../common/utils.mjs';

const customMultipleDict = new FastDictFactory();
const customPolyphonicDict = new FastDictFactory();

export { customMultipleDict, customPolyphonicDict };
