"""Who stays and who is masked (reference 5.4, 5.5)."""

import pytest

from tests.build import doc_of
from tests.detect.invented import detector, names, number

MOBILE = number("mobile")


@pytest.mark.parametrize(
    ("text", "name", "role", "action"),
    [
        ("签发人：祝开来", "祝开来", "official", "keep"),
        ("会议由县长公孙立主持召开。", "公孙立", "official", "keep"),
        ("任命汪海波为县财政局局长。", "汪海波", "official", "keep"),
        ("隋国强，石桥乡应急管理站站长，履职不力。", "隋国强", "official", "keep"),
        ("（联系人：郁金香，电话另告）", "郁金香", "contact", "keep"),
        ("法定代表人：张驰", "张驰", None, "keep"),
        ("评审专家名单：江河、宁采薇、单志鹏", "宁采薇", None, "keep"),
        ("申请人：闵秋菊，女。", "闵秋菊", "private", "mask"),
        (f"举报人嵇老四（电话{MOBILE}）来访。", "嵇老四", "private", "mask"),
        ("患者倪国祥，男，56岁，已出院。", "倪国祥", "private", "mask"),
        ("学生李沐子因病缺考。", "李沐子", "minor", "mask"),
        ("其女佟乐乐，11岁，在读。", "佟乐乐", "minor", "mask"),
        ("委托代理人：仝慧敏", "仝慧敏", "private", "mask"),
    ],
)
def test_the_words_beside_a_name_give_its_role(text: str, name: str, role: str | None, action: str) -> None:
    assert (name, role, action) in names(text)


def test_a_name_of_whom_nothing_is_said_is_masked() -> None:
    assert [a for _, _, a in names("经查，张建国已于上月离开本地。")] == ["mask"]


def test_one_person_has_one_role_in_the_whole_document() -> None:
    text = "区长夏侯明主持会议。\n夏侯明指出，要抓紧办理。"
    assert {(r, a) for _, r, a in names(text)} == {("official", "keep")}


def test_parties_stay_where_punishments_are_made_public_only() -> None:
    rows = "文号\t当事人\t处罚结果\n1\t缪大勇\t罚款10000元\n"
    assert names(f"江州市行政处罚信息公示表\n{rows}")[0][2] == "keep"
    assert names(f"行政处罚决定书\n{rows}")[0][2] == "keep"
    assert names(f"行政处罚听证告知书\n{rows}")[0][2] == "mask"


def test_those_to_be_recruited_stay() -> None:
    text = "江州市拟录用公务员公示\n\n职位\t姓名\t准考证号\n科员\t王　珏\tA2301-017\n科员\t笪思远\tA2302-004\n"
    assert [(n, a) for n, _, a in names(text)] == [("王　珏", "keep"), ("笪思远", "keep")]


def actions(text: str) -> list[tuple[str, str]]:
    doc = detector()(doc_of(text))
    return [(m.span.label, m.action) for m in doc.mentions or () if m.span.label != "person_name"]


def test_an_offices_telephone_and_mail_stay_and_a_persons_do_not() -> None:
    landline = number("landline")
    assert actions(f"监督电话：{landline}") == [("landline", "keep")]
    assert actions(f"申请人住宅电话：{landline}") == [("landline", "mask")]
    assert actions("意见请发送至电子邮箱：jzfg@example.com。") == [("email", "keep")]
    assert actions("申请人：顾小满，电子邮箱：guxm@example.com。") == [("email", "mask")]
    assert actions("来信请寄bgs@jz.gov.cn。") == [("email", "keep")]


def test_in_a_complaint_those_complained_of_are_hidden_too() -> None:
    text = "关于转送反映周湾村干部问题来信的函\n\n来信反映村党支部书记张建国虚报工程量。\n联系人：江文海"
    assert [(n, a) for n, _, a in names(text)] == [("张建国", "mask"), ("江文海", "keep")]


def test_persons_in_one_list_share_what_is_said_of_the_first() -> None:
    text = "授予马玉兰、柴永康、田建设等同志民族团结进步模范个人称号。"
    assert {a for _, _, a in names(text)} == {"keep"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("经县水利局张立强核实，渠道已修通。", "张立强"),
        ("專家簽名：宋文柏　　詹子敬", "詹子敬"),
        ("请将名单报县教育局，并与办公室薛小禾联系。", "薛小禾"),
        ("会议指定副秘书长为傅立强。", "傅立强"),
        ("丁文远、宋立本、葛天明三位同志已到岗。", "葛天明"),
        ("第一小组：卓明远（组长）、丁文远、宋立本", "宋立本"),
    ],
)
def test_a_body_a_label_or_the_end_of_a_list_shows_who_acts_for_an_office(text: str, name: str) -> None:
    assert (name, "keep") in [(n, a) for n, _, a in names(text)]


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("事故造成宋立本、葛天明两人死亡。", "葛天明", "private"),
        ("户代表签字：丁文远、宋立本", "宋立本", "private"),
        ("优秀学生干部：葛小禾、宋立本", "宋立本", "minor"),
        ("教师宋立本因医疗纠纷来访，要求赔偿。", "宋立本", "private"),
        ("社区服务中心宋立本，患精神分裂症，已住院。", "宋立本", "private"),
        ("当事人：宋立本，江州市立本粮店经营者。", "宋立本", "private"),
        ("一等奖：葛小禾（江州二中，指导教师卓明远）", "葛小禾", "minor"),
    ],
)
def test_a_private_matter_outweighs_a_word_of_rank(text: str, name: str, role: str) -> None:
    assert (name, role, "mask") in names(text)


def test_persons_of_history_stay() -> None:
    assert [a for _, _, a in names("宋文柏（1841—1902），光绪年间举人，创办求真书院。")] == ["keep"]


def test_one_long_list_takes_linear_time() -> None:
    listed = "组长：" + "、".join(["宋立本", "葛天明"] * 1500)
    assert {a for _, _, a in names(listed)} == {"keep"}


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("申请人：顾小满，住白鹭镇石桥村，电话：{}。", "mask"),
        ("举报人顾小满（电话{}）反映如下。", "mask"),
        ("请举报人顾小满与县信访局联系，电话：{}。", "keep"),
        ("联系人：陈立行，电话：{}。", "keep"),
        ("顾小满反映的问题已办结。监督电话：{}。", "keep"),
    ],
)
def test_a_landline_named_right_after_a_private_person_is_theirs(text: str, action: str) -> None:
    doc = detector("gate")(doc_of(text.format(number("landline"))))
    assert [m.action for m in doc.mentions or () if m.span.label == "landline"] == [action]


def test_in_a_block_of_labels_a_landline_is_its_persons() -> None:
    landline = number("landline")
    block = f"户主：顾小满\n身份证：{number('citizen_number')}\n电话：{landline}\n"
    assert ("landline", "mask") in actions(block)
    assert ("landline", "keep") in actions(f"户主：顾小满\n\n云溪县民政局\n电话：{landline}\n")


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("值班用车1辆（车牌{}）。", "keep"), ("申请人顾小满，车牌{}。", "mask"),
        ("关于公务用车公开拍卖的公告\n\n1\t{}\t桑塔纳\n", "keep"),
    ],
)  # fmt: skip
def test_a_vehicle_of_an_office_stays(text: str, action: str) -> None:
    assert [a for k, a in actions(text.format(number("plate"))) if k == "plate"] == [action]


@pytest.mark.parametrize(
    ("text", "name", "action"),
    [
        ("会议讨论如下：\n孙家柏（住建局）：高度再压一压。", "孙家柏", "keep"),
        ("养护股电话：0336-5135978，温玉清。", "温玉清", "keep"),
        ("移交人：司徒静　接收人：宗明远", "宗明远", "keep"),
        ("江州大酒店承办李向阳二人婚宴。", "李向阳", "mask"),
        ("石梁村村民委员会，当事两户：\n李永富与王应权两户屋基纠纷已调解。", "李永富", "mask"),
        ("副镇长桑大田履职不力，建议给予其记过处分。", "桑大田", "mask"),
        ("委托代理人：章立程，江州明理律师事务所律师。", "章立程", "mask"),
    ],
)
def test_office_vote_blame_and_side_decide(text: str, name: str, action: str) -> None:
    assert (name, action) in [(n, a) for n, _, a in names(text)]


def test_a_private_persons_row_is_hidden_although_an_official_is_called_the_same() -> None:
    text = "补贴发放表\n序号\t姓名\t一卡通账号\n1\t刘福来\t已发\n\n1号刘福来与副局长刘福来同名，非同一人。\n副局长刘福来负责。"
    assert names(text)[0][2] == "mask"


def test_what_only_looks_like_a_rare_name_stays_where_nothing_is_personal() -> None:
    assert {a for _, _, a in names("铁岚众鑫停机检修，缫丝业恢复生产，井水土样送检。")} <= {"keep"}
    assert [a for n, _, a in names(f"张建国（{MOBILE}）与邝雪梅同住。") if n == "邝雪梅"] == ["mask"]


def test_a_telephone_after_a_home_is_the_homes() -> None:
    text = "您的住址青柏镇纺织厂平房6排2号、电话0330-38223734，我处不会提供。"
    assert ("landline", "mask") in actions(text)


def test_what_is_told_of_a_party_after_its_sex_is_no_further_name() -> None:
    assert [n for n, _, _ in names("甲方：万得福，男，1956年3月8日出生，汉族，农民，住临浦区柳荫里12号。")] == [
        "万得福"
    ]
