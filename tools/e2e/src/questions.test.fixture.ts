/** A question to the sample documents, and what each person's answer must rest on. */
export interface SampleQuestion {
  readonly question: string;
  /** By the groups of who asks (`""`: none): the file that must be cited, and what the answer must say. */
  readonly answers: Readonly<Record<string, readonly [file: string, says: string]>>;
  /** By the groups of who asks: who gets no word of the answers of the others, and cites none of their files. */
  readonly withheldFrom: readonly string[];
}

const everybody = ["Engineering", "Finance", "Legal", "People", "Sales"] as const;

/** The same answer for everybody who is in a group. */
function forEverybody(file: string, says: string): SampleQuestion["answers"] {
  return Object.fromEntries(everybody.map((group) => [group, [file, says] as const]));
}

/** Questions in English, Chinese and Japanese. */
export const sampleQuestions: readonly SampleQuestion[] = [
  {
    question: "How many days of annual leave do I have?",
    answers: forEverybody("company/time-off.md", "30 days"),
    withheldFrom: [""],
  },
  {
    question: "What may a hotel cost a night?",
    answers: forEverybody("company/travel-policy.md", "140 euros"),
    withheldFrom: [""],
  },
  {
    question: "What is the travel allowance?",
    answers: {
      Engineering: ["engineering/field-travel.md", "82 euros"],
      Finance: ["finance/travel-allowance.md", "48 euros"],
      Legal: ["legal/contract-review.md", "52 euros"],
      People: ["people/hiring-guide.md", "35 euros"],
      Sales: ["sales/sales-travel.md", "70 euros"],
    },
    withheldFrom: [""],
  },
  {
    question: "How long is the on-call shift?",
    answers: {
      Engineering: ["engineering/on-call.md", "seven days"],
      Finance: ["finance/month-end-close.md", "four days"],
      People: ["people/grievances.md", "one full week"],
      Sales: ["sales/customer-hotline.md", "twelve hours"],
    },
    withheldFrom: [""],
  },
  {
    question: "How high is the bonus for the bands C1 and C2?",
    answers: { People: ["people/salary-bands-2027.md", "6 percent of the yearly salary"] },
    withheldFrom: ["Engineering", "Finance", "Legal", "Sales", ""],
  },
  {
    question: "What revenue is planned in the budget for 2027?",
    answers: {
      Finance: ["finance/budget-2027.md", "71.4 million"],
      Legal: ["finance/budget-2027.md", "71.4 million"],
    },
    withheldFrom: ["Engineering", "People", "Sales", ""],
  },
  {
    question: "Which discount may a regional manager grant?",
    answers: {
      Sales: ["sales/discount-rules.md", "15 percent"],
      Finance: ["sales/discount-rules.md", "15 percent"],
      Legal: ["sales/discount-rules.md", "15 percent"],
    },
    withheldFrom: ["Engineering", "People", ""],
  },
  {
    // nobody may read the draft
    question: "What would be moved in the reorganisation of the service team in Osaka?",
    answers: {},
    withheldFrom: [...everybody, ""],
  },
  {
    question: "试用期是多久？",
    answers: forEverybody("company/入职指南.md", "三个月"),
    withheldFrom: [""],
  },
  {
    question: "国内出差补贴是多少？",
    answers: { Finance: ["finance/费用报销制度.md", "一百八十元"] },
    withheldFrom: ["Engineering", "Legal", "People", "Sales", ""],
  },
  {
    question: "防水测试持续多长时间？",
    answers: { Engineering: ["engineering/生产测试规范.md", "四十八小时"] },
    withheldFrom: ["Finance", "Legal", "People", "Sales", ""],
  },
  {
    question: "出張の日当はいくらですか",
    answers: { Sales: ["sales/営業出張規程.md", "五千五百円"] },
    withheldFrom: ["Engineering", "Finance", "Legal", "People", ""],
  },
  {
    question: "当番の長さは何日ですか",
    answers: { Engineering: ["engineering/当番ガイド.md", "三日間"] },
    withheldFrom: ["Finance", "Legal", "People", "Sales", ""],
  },
  {
    question: "見積書の有効期限はいつまでですか",
    answers: { Sales: ["sales/見積書作成手順.md", "四十五日"] },
    withheldFrom: ["Engineering", "Finance", "Legal", "People", ""],
  },
];
