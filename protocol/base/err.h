/* err.h - the one error catalogue.
 *
 * Every fallible function returns `enum err` and leaves its outputs untouched unless it returns OK. The category tells a
 * caller what to do; name, rule and texts are what a user or a peer is told (PROTOCOL.md section 16).
 * Must not know: who reports the error, or where. */
#ifndef TALLY_ERR_H
#define TALLY_ERR_H

#define MUST_CHECK __attribute__((warn_unused_result))

/* Categories: INPUT - the sender must change it; DENIED - not now, or not by you; STATE - the meeting is elsewhere;
 * PROOF - mathematics or a signature says no; TRANSIENT - try again; FATAL - stop and look. */
enum err_category { ERR_CAT_NONE, ERR_CAT_INPUT, ERR_CAT_DENIED, ERR_CAT_STATE, ERR_CAT_PROOF, ERR_CAT_TRANSIENT, ERR_CAT_FATAL };

/* X(name, category, code on the wire, rule of PROTOCOL.md, Chinese, English). Append to the group that fits. */
#define ERR_CATALOGUE(X) \
	X(OK, NONE, "ok", "", "正常", "ok") \
	/* reading */ \
	X(ERR_JSON, INPUT, "json", "P1.3", "不是一行有效的 JSON", "not one valid line of JSON") \
	X(ERR_FIELD_MISSING, INPUT, "field_missing", "P1.3", "缺少字段", "a field is missing") \
	X(ERR_FIELD_UNKNOWN, INPUT, "field_unknown", "P1.3", "有不认识的字段", "a field is unknown") \
	X(ERR_FIELD_TYPE, INPUT, "field_type", "P1.3", "字段类型不对", "a field has the wrong type") \
	X(ERR_RANGE, INPUT, "range", "P1.4", "数值或长度超出范围", "a number or length is out of range") \
	X(ERR_TEXT, INPUT, "text", "P1.3", "文字含有不允许的字符", "a text holds characters that are not allowed") \
	X(ERR_BASE64, INPUT, "base64", "P1.2", "base64 编码不规范", "not canonical base64") \
	X(ERR_HEX, INPUT, "hex", "P1.2", "十六进制编码不规范", "not lower-case hex of the right length") \
	X(ERR_CODE, INPUT, "code", "P4.2", "代码有误，请检查后重新输入", "the code is mistyped: please check and type it again") \
	X(ERR_TOO_LONG, INPUT, "too_long", "P1.4", "内容过长", "the message is too long") \
	/* mathematics */ \
	X(ERR_POINT, PROOF, "point", "P2.2", "曲线点无效", "not a valid point") \
	X(ERR_SCALAR, PROOF, "scalar", "P2.3", "标量无效", "not a valid scalar") \
	X(ERR_BODY_LENGTH, PROOF, "body_length", "P6.4", "选票长度不对", "the ballot has the wrong length") \
	X(ERR_PROOF, PROOF, "proof", "P7.4", "选票证明不成立", "a proof of the ballot does not hold") \
	X(ERR_SIGNATURE, PROOF, "signature", "P8", "签名无效", "a signature does not hold") \
	X(ERR_ALPHA_REPEATED, PROOF, "alpha_repeated", "P6.7", "选票密文重复", "a ciphertext of the ballot repeats another") \
	X(ERR_OPENING, PROOF, "opening", "P9.6", "检查票与其种子不符", "the tested ballot does not match its seed") \
	X(ERR_SHARE, PROOF, "share", "P10.5", "密钥份额无效", "a key share does not fit its commitment") \
	X(ERR_DECRYPTION, PROOF, "decryption", "P11.3", "开箱份额的证明不成立", "the proof of a decryption share does not hold") \
	X(ERR_NO_TOTAL, PROOF, "no_total", "P11.4", "总数无法解出", "no total fits the opened box") \
	/* the record */ \
	X(ERR_ENTRY_NUMBER, PROOF, "entry_number", "P12.1", "记录序号不连续", "the entry's number is not the next one") \
	X(ERR_ENTRY_PREV, PROOF, "entry_prev", "P12.1", "记录与前一条不衔接", "the entry does not follow the one before it") \
	X(ERR_ENTRY_TYPE, INPUT, "entry_type", "P13.0", "不认识的记录类型", "the entry's type is unknown") \
	X(ERR_NOTE, PROOF, "note", "P12.6", "检查点格式不对", "the checkpoint is malformed") \
	X(ERR_HEAD, PROOF, "head", "P12.4", "封签码与记录不符", "the head does not agree with the record") \
	X(ERR_TREE_PROOF, PROOF, "tree_proof", "P12.5", "记录的一致性证明不成立", "a proof about the record's tree does not hold") \
	X(ERR_UNSEALED, PROOF, "unsealed", "P17.1", "会议记录尚未封存", "the record is not sealed") \
	X(ERR_COSIGNATURES, PROOF, "cosignatures", "P17.1", "检查点上的监票人签名不足", "the checkpoint has too few scrutineers' signatures") \
	X(ERR_MANIFEST, PROOF, "manifest", "P17.1", "文件与清单不符", "the files are not what the manifest says") \
	X(ERR_REPORT, PROOF, "report", "P17.1", "报告与记录不符，或由本程序的另一版本制作", "the report does not say what the record says, or another version of this program made it") \
	X(ERR_LOG_KEY, PROOF, "log_key", "P17.2", "记录由另一把公钥签署", "the record is signed by another key") \
	/* meeting: who and when */ \
	X(ERR_NO_MEETING, STATE, "no_meeting", "P14.1", "尚未创建会议", "no meeting has been created") \
	X(ERR_MEETING_EXISTS, STATE, "meeting_exists", "P14.1", "会议已经创建", "the meeting exists already") \
	X(ERR_SEALED, STATE, "sealed", "P14.1", "会议记录已经封存", "the meeting's record is sealed") \
	X(ERR_NOT_PERMITTED, DENIED, "not_permitted", "P16.4", "没有此项权限", "this role may not do that") \
	X(ERR_LOGIN, DENIED, "login", "P16.5", "姓名或密码不对", "the name or password is wrong") \
	X(ERR_SESSION, DENIED, "session", "P16.5", "请先登录，或登录已过期", "please log in: there is no session, or it has expired") \
	X(ERR_ORIGIN, DENIED, "origin", "P16.12", "请求不是从本系统的页面发出的", "the request does not come from a page of this server") \
	X(ERR_CSRF, DENIED, "csrf", "P16.12", "页面已过期，请刷新", "the page is out of date: please load it again") \
	X(ERR_CONTROL, DENIED, "control", "P16.13", "控制席不在您这里", "another holds the control seat, or nobody") \
	X(ERR_LOCKED, DENIED, "locked", "P16.5", "多次输错，请稍后再试", "too many failures: please wait and try again") \
	X(ERR_SECOND_PERSON, DENIED, "second_person", "P16.6", "此操作需要另一个人同时确认", "a second person must confirm this") \
	X(ERR_SECOND_WAITING, STATE, "second_waiting", "P16.6", "正在等第二人确认", "the second person has not confirmed yet") \
	X(ERR_SECOND_REFUSED, STATE, "second_refused", "P16.6", "第二人不同意", "the second person does not agree") \
	X(ERR_SECOND_GONE, STATE, "second_gone", "P16.6", "对方已不再等您确认", "nobody waits for this to be confirmed any more") \
	X(ERR_NO_SUCH_PERSON, STATE, "no_such_person", "P14.2", "名册中没有此人", "nobody of that number is on the roll") \
	X(ERR_DUPLICATE_NUMBER, INPUT, "duplicate_number", "P14.2", "编号重复", "the number is used twice") \
	X(ERR_NO_SUCH_SITTING, STATE, "no_such_sitting", "P14.3", "没有此场次", "there is no such sitting") \
	X(ERR_SITTING_OPEN, STATE, "sitting_open", "P14.3", "有一场会议正在进行，尚未结束", "a sitting is open") \
	X(ERR_NO_SITTING, STATE, "no_sitting", "P14.3", "尚无已开始的场次", "no sitting is open") \
	X(ERR_BADGE, STATE, "badge", "P14.4", "证件不在名册中", "the badge is not on the roll") \
	X(ERR_BADGE_REVOKED, STATE, "badge_revoked", "P14.4", "证件已挂失", "the badge has been revoked") \
	X(ERR_ALREADY_IN, STATE, "already_in", "P14.4", "已签到", "already checked in") \
	X(ERR_NOT_IN, STATE, "not_in", "P14.4", "尚未签到", "not checked in") \
	X(ERR_NOTHING_TO_UNDO, STATE, "nothing_to_undo", "P14.4", "本场次没有可以撤销的签到", "nothing is recorded of this person that could be undone") \
	X(ERR_ANOMALY, STATE, "anomaly", "P14.4", "没有这条待核对的登记，或已经核对过", "there is no such scan to be checked, or it has been") \
	X(ERR_MACHINE, DENIED, "machine", "P14.5", "此设备未登记或已停用", "this machine is not enrolled, or revoked") \
	X(ERR_ENROL_CODE, DENIED, "enrol_code", "P16.7", "登记码不对，请核对后重新输入", "the enrol code is wrong: please check it and type it again") \
	X(ERR_ENROL_USED, DENIED, "enrol_used", "P16.7", "登记码已经用过，请让秘书处再开一个", "the enrol code has been used: ask the secretariat for another") \
	X(ERR_ENROL_EXPIRED, DENIED, "enrol_expired", "P16.7", "登记码已过期，请让秘书处再开一个", "the enrol code has expired: ask the secretariat for another") \
	X(ERR_SETUP_CODE, DENIED, "setup_code", "P16.16", "创建码不对，或已换新：请输入 tallyctl setup 最后一次打印的创建码", "not the setup code that tallyctl setup printed last") \
	X(ERR_CSR, INPUT, "certificate_request", "P16.7", "证书请求无效", "not a signing request over a P-256 key") \
	X(ERR_NAME_TAKEN, STATE, "name_taken", "P14.5", "名称已被使用", "the name is in use") \
	/* meeting: keys and slips */ \
	X(ERR_CEREMONY, STATE, "ceremony", "P14.6", "密钥仪式不在这一步", "the key ceremony is not at this step") \
	X(ERR_NO_KEY, STATE, "no_key", "P14.6", "尚无生效的开箱密钥", "no key record is in force") \
	X(ERR_SLIP_LIST, PROOF, "slip_list", "P5.2", "表决码名单与承诺不符", "the list of slip keys does not match its commitment") \
	X(ERR_NO_SLIPS, STATE, "no_slips", "P14.7", "尚未导入并确认表决码名单", "no slip lists have been confirmed") \
	X(ERR_NO_SPARE, STATE, "no_spare", "P14.7", "没有可用的备用表决码单", "no spare slip of that number is free") \
	X(ERR_NO_SLOT, STATE, "no_slot", "P5.4", "表决码单的轮次已用完，请补发", "the slips have no slot left: issue supplementary slips") \
	X(ERR_ACT, PROOF, "act", "P14.8", "签署内容或签名不足", "the act is not what was signed, or has too few signatures") \
	/* polls */ \
	X(ERR_NO_SUCH_POLL, STATE, "no_such_poll", "P14.9", "没有此表决项", "there is no such poll") \
	X(ERR_POLL_STATE, STATE, "poll_state", "P14.9", "表决项当前状态不允许此操作", "the poll's state does not allow that") \
	X(ERR_POLL_OPEN, STATE, "poll_open", "P14.9", "有表决正在进行", "a poll is open") \
	X(ERR_ATTEMPT, STATE, "attempt", "P16.17", "本项表决已是另一次，请看过现在的状态再办", "the poll is at another attempt by now: look at it as it is, then try again") \
	X(ERR_DEFINITION, STATE, "definition", "P16.17", "本项内容已有修改，请看过现在的内容再开始", "the item has been changed by now: look at it as it is, then open it") \
	X(ERR_AGENDA, STATE, "agenda", "P14.22", "议程已有变化，请看过现在的议程再改", "the agenda has changed: look at it as it is now, then try again") \
	X(ERR_QUORUM, STATE, "quorum", "P14.10", "未达到法定人数，不能开始表决", "there is no quorum: the poll does not open") \
	X(ERR_CANDIDATE_IS_SCRUTINEER, STATE, "candidate_is_scrutineer", "P14.10", "监票人是候选人，不能开始选举；请更换监票人并重新举行密钥仪式", "a scrutineer is a candidate: a new ceremony without that person comes first") \
	X(ERR_CANDIDATE_HELPS, STATE, "candidate_helps", "P14.21", "候选人不能协助表决，请换一位工作人员", "a candidate may not help: another of the staff comes") \
	X(ERR_TOO_FEW_RIGHTS, STATE, "too_few_rights", "P14.11", "可投票人数少于最低人数，不能无记名表决", "fewer electronic rights than the poll's minimum") \
	X(ERR_SECRET_REQUIRED, STATE, "secret_required", "P14.9", "此类表决必须无记名投票", "this kind of poll must be by secret ballot") \
	X(ERR_RULE, STATE, "rule", "P15.1", "表决规则与会议规则不一致", "the poll's rule is not the rule of the meeting's profile") \
	X(ERR_NOT_OPEN, STATE, "not_open", "P14.12", "本项表决未在进行", "the poll is not open") \
	X(ERR_HELD, TRANSIENT, "held", "P14.12", "表决已暂停，请等待", "the poll is held: please wait") \
	X(ERR_KEY_UNKNOWN, STATE, "key_unknown", "P14.12", "此表决码不在本会议名单中", "this slip is not of this meeting") \
	X(ERR_KEY_REVOKED, STATE, "key_revoked", "P14.12", "此表决码单已作废", "this slip has been revoked") \
	X(ERR_KEY_NOT_ENTITLED, STATE, "key_not_entitled", "P14.12", "本轮开始时未签到，请等待下一项", "not entitled in this round: please wait for the next") \
	X(ERR_KEY_PAPER, STATE, "key_paper", "P14.17", "本轮已改用纸质票，请填写纸质票", "this right has gone to paper in this round: please use the ballot paper") \
	X(ERR_COUNT_DIFFERS, STATE, "count_differs", "P16.15", "两人录入的数字不一致，均不采用，请各自重新录入", "the two entries differ, and neither stands: both enter again") \
	X(ERR_ALREADY_RECEIVED, STATE, "already_received", "P9.4", "已收到一张选票", "a ballot has already been received") \
	X(ERR_COMMIT_LIMIT, STATE, "commit_limit", "P9.3", "本轮封票次数已达上限", "the limit of commits or tests is reached") \
	X(ERR_NO_COMMIT, STATE, "no_commit", "P9.2", "此选票没有事先封存", "this ballot was not committed before") \
	X(ERR_TESTED, STATE, "tested", "P9.3", "此选票已用于检查，不能投出", "this ballot was tested and cannot be cast") \
	X(ERR_RESULT, PROOF, "result", "P14.13", "结果与记录不符", "the result does not follow from the record") \
	X(ERR_UNACCOUNTED, PROOF, "unaccounted", "P15.4", "票数不平", "the counts do not add up") \
	/* importing a roster */ \
	X(ERR_CSV, INPUT, "csv", "", "文件不是有效的 CSV 或 XLSX", "the file is not valid CSV or XLSX") \
	X(ERR_OLD_SHEET, INPUT, "old_sheet", "", "旧版或加密的 Excel 文件，请另存为不加密的 XLSX", "an old or encrypted Excel file: please save it as XLSX without a password") \
	X(ERR_ENCODING, INPUT, "encoding", "", "文字编码无法识别（在 Excel 中请另存为 XLSX 或“CSV UTF-8”）", "the encoding of the text is unknown (in Excel, save it as XLSX or as CSV UTF-8)") \
	X(ERR_ROSTER, INPUT, "roster", "", "名册未导入", "the roster was not imported") \
	X(ERR_COLUMN, INPUT, "column", "", "缺少必需的列", "a required column is missing") \
	X(ERR_CASE, INPUT, "case", "", "有的行无法判定", "some lines could not be decided") \
	X(ERR_CASE_CELLS, INPUT, "case_cells", "", "单元格多于列数", "a line has more cells than there are columns") \
	X(ERR_CASE_TYPE, INPUT, "case_type", "", "不认识的类型", "the type is unknown") \
	X(ERR_CASE_NAME, INPUT, "case_name", "", "同一名称出现两次", "a name stands twice") \
	X(ERR_CASE_RANGE, INPUT, "case_range", "", "基数范围内有两种结果", "the range of the base gives two outcomes") \
	/* surroundings */ \
	X(ERR_PASSPHRASE, DENIED, "passphrase", "P17.4", "口令不对", "the passphrase is wrong") \
	X(ERR_USAGE, INPUT, "usage", "", "命令用法不对", "the command is not used like that") \
	X(ERR_IO, TRANSIENT, "io", "", "读写失败", "reading or writing failed") \
	X(ERR_NETWORK, TRANSIENT, "network", "", "网络不通", "the network is down") \
	X(ERR_NO_SERVER, TRANSIENT, "no_server", "", "连不上服务器：请确认服务器已启动，--socket 与它一致", "no server there: is it running, and is --socket its own?") \
	X(ERR_TLS, DENIED, "tls", "P16.2", "对方身份无法确认", "the other side's identity cannot be confirmed") \
	X(ERR_BUSY, TRANSIENT, "busy", "P16.3", "系统繁忙，请稍候", "busy: please wait") \
	X(ERR_HALTED, FATAL, "halted", "P16.8", "无法可靠保存，会议已停止，请操作员检查", "the record cannot be kept safely: halted until the operator looks") \
	X(ERR_STORE, FATAL, "store", "", "数据库错误", "the database failed") \
	X(ERR_MEMORY, FATAL, "memory", "", "内存不足", "out of memory") \
	X(ERR_BUG, FATAL, "bug", "", "程序内部错误", "an internal error")

enum err {
#define X(name, category, code, rule, zh, en) name,
	ERR_CATALOGUE(X)
#undef X
	ERR_COUNT
};

/* Static strings; never NULL. */
const char *err_code(enum err err);
const char *err_rule(enum err err);
const char *err_text_zh(enum err err);
const char *err_text_en(enum err err);
enum err_category err_category(enum err err);

/* The error of a code on the wire; ERR_BUG if this version does not know it. */
enum err err_from_code(const char *code);

#endif
