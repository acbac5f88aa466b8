import { change } from './api.js';
import { confirmed, reason } from './dialogs.js';
import { money, t } from './words.js';
import { MOVE, REOPEN } from './operations.js';

/** What has to be known before a deal may enter a stage; undefined if the user thinks better of it. */
async function particulars(deal, stage) {
  if (stage.category === 'LOST') {
    const why = await reason(t('loseTitle', { name: deal.name }), t('lostReason'), t('lose'), t('lostReasons').split('|'));
    return why && { reason: why };
  }
  if (stage.category === 'WON') {
    const text = deal.amount ? t('winText', { amount: money(deal.amount) }) : t('winTextNoAmount');
    return await confirmed(t('winTitle', { name: deal.name }), text, t('win')) ? {} : undefined;
  }
  if (deal.category !== 'OPEN') {
    const why = await reason(t('reopenTitle', { name: deal.name }), t('reopenReason'), t('reopen'));
    return why && { reason: why };
  }
  return {};
}

/**
 * Moves a deal: asks what must be asked, shows the card in its new place and takes it back if the service refuses.
 * Answers the deal as it then is, undefined if it was not moved; throws what the service said.
 */
export async function move(pipeline, deal, stage, drawn) {
  const more = await particulars(deal, stage);
  if (!more) return undefined;
  const undo = pipeline.lend(deal.id, stage.id);
  drawn();
  const reopened = deal.category !== 'OPEN' && stage.category === 'OPEN';
  const input = { id: deal.id, version: deal.version, stageId: stage.id, ...more };
  try {
    const { done } = await change(reopened ? REOPEN : MOVE, { input });
    if (done.errors.length) throw new Error(done.errors[0].message);
    pipeline.place(done.opportunity);
    return done.opportunity;
  } catch (problem) {
    undo();
    throw problem;
  } finally {
    drawn();
  }
}
