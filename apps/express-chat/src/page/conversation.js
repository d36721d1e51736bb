import { createAnswerView } from "./answer-view.js";
import { ask } from "./ask.js";
import { withoutMarks } from "./citation-marks.js";
import { byId, element } from "./dom.js";
import { languageOf } from "./language-of.js";
import { AskError } from "./problem.js";

/** How many questions back the model is told of. */
const remembered = 6;

/** How near to the end somebody must be to be taken along, in pixels. */
const nearness = 96;

/**
 * The questions and answers of this visit; they are nowhere but on the page.
 *
 * @param {object} options
 * @param {(citation: import("./ask.js").Citation, number: number, opener: HTMLElement) => void} options.openPassage
 * @param {(isBusy: boolean) => void} options.onBusy
 * @returns {{ ask: (question: string) => Promise<void>, stop: () => void }}
 */
export function createConversation({ openPassage, onBusy }) {
  const list = byId("conversation", HTMLElement);
  const scroller = byId("scroller", HTMLElement);
  const status = byId("status", HTMLElement);
  /** @type {{ question: string, answer: string }[]} */
  const turns = [];
  /** @type {AbortController | undefined} */
  let underWay;

  /** @param {string} question */
  async function askOnce(question) {
    const controller = new AbortController();
    underWay = controller;
    const answer = createAnswerView(openPassage);
    const heading = element(
      "h2",
      { class: "question", dir: "auto", lang: languageOf(question) },
      question,
    );
    const turn = element("section", { class: "turn" }, heading, answer.element);
    list.append(turn);
    scroller.scrollTop = scroller.scrollHeight;
    status.textContent = "Searching documents you may read";
    onBusy(true);
    try {
      await ask(messagesOf(question), {
        abortSignal: controller.signal,
        onCitations: (citations) => stayAtEnd(() => answer.setCitations(citations)),
        onText: (text) => {
          stayAtEnd(() => answer.append(text));
        },
      });
      stayAtEnd(() => answer.finish());
      turns.push({ question, answer: withoutMarks(answer.text) });
      status.textContent = `Answer: ${answer.element.innerText}`;
    } catch (error) {
      if (controller.signal.aborted) {
        answer.stop();
        status.textContent = "Stopped";
      } else {
        if (!(error instanceof AskError)) throw error;
        const { problem } = error;
        answer.fail(problem, () => {
          turn.remove();
          void askOnce(question);
        });
        status.textContent = `${problem.title} ${problem.remedy}`;
      }
      stayAtEnd(() => {});
    } finally {
      underWay = undefined;
      onBusy(false);
    }
  }

  /**
   * @param {string} question
   * @returns {readonly import("./ask.js").Message[]}
   */
  function messagesOf(question) {
    return [
      ...turns.slice(-remembered).flatMap((turn) => [
        { role: /** @type {const} */ ("user"), content: turn.question },
        { role: /** @type {const} */ ("assistant"), content: turn.answer },
      ]),
      { role: /** @type {const} */ ("user"), content: question },
    ];
  }

  /**
   * Takes along whoever reads at the end, and nobody else.
   *
   * @param {() => void} change
   */
  function stayAtEnd(change) {
    const distance = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    change();
    if (distance > nearness) return;
    // after the answer is drawn
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        scroller.scrollTop = scroller.scrollHeight;
      }),
    );
  }

  return {
    async ask(question) {
      if (!underWay) await askOnce(question);
    },
    stop: () => underWay?.abort(),
  };
}
