/** The form a line is made or changed with. */
import { attempt, byId, call, changed, element, say, toast, view } from './common.js';

let editedId = null;

const form = byId('editor-form');
const fields = form.elements;

export function openEditor(line) {
  editedId = line?.id ?? null;
  form.reset();
  byId('editor-error').textContent = '';
  byId('editor-title').textContent = line ? say('editLine', { username: line.username }) : say('newLine');
  const option = (value, textContent) => element('option', { value, textContent });
  const { packages, owners, bouquets } = view.offer;
  fields.package_id.replaceChildren(
    option('', say('noPackage')),
    ...packages.map((row) => option(row.id, row.package_name)),
  );
  fields.member_id.replaceChildren(...owners.map((row) => option(row.id, row.username)));
  byId('bouquets').replaceChildren(
    ...bouquets.map((row) =>
      element(
        'label',
        {},
        element('input', { type: 'checkbox', name: 'bouquet', value: row.id }),
        element('span', { dir: 'auto', textContent: row.bouquet_name }),
      ),
    ),
  );
  if (line) {
    for (const name of ['username', 'password', 'max_connections', 'contact', 'reseller_notes', 'admin_notes']) {
      fields[name].value = line[name] ?? '';
    }
    fields.package_id.value = line.package_id ?? '';
    fields.member_id.value = line.member_id ?? '';
    setExpiry(line.exp_date);
    fields.enabled.checked = line.enabled === 1;
    fields.banned.checked = line.admin_enabled === 0;
    fields.is_trial.checked = line.is_trial === 1;
    checkBouquets(JSON.parse(line.bouquet));
  } else {
    fields.package_id.value = packages[0]?.id ?? '';
    choosePackage();
  }
  byId('editor').showModal();
}

function setExpiry(seconds) {
  fields.unlimited.checked = seconds === null;
  fields.exp_date.disabled = seconds === null;
  if (seconds === null) return;
  const local = new Date(seconds * 1000 - new Date(seconds * 1000).getTimezoneOffset() * 60_000);
  fields.exp_date.value = local.toISOString().slice(0, 16);
}

function checkBouquets(ids) {
  for (const box of byId('bouquets').querySelectorAll('input')) box.checked = ids.includes(Number(box.value));
}

/** A package chosen for a new line fills in what it stands for. */
function choosePackage() {
  const chosen = view.offer.packages.find((row) => row.id === Number(fields.package_id.value));
  if (!chosen || editedId !== null) return;
  fields.max_connections.value = chosen.max_connections;
  fields.is_trial.checked = chosen.is_trial === 1;
  checkBouquets(JSON.parse(chosen.bouquets));
  const expiry = new Date();
  if (chosen.is_trial) expiry.setHours(expiry.getHours() + chosen.trial_duration);
  else expiry.setMonth(expiry.getMonth() + chosen.official_duration);
  setExpiry(Math.floor(expiry / 60_000) * 60);
}

async function saveLine() {
  const body = {
    package_id: fields.package_id.value === '' ? null : Number(fields.package_id.value),
    member_id: Number(fields.member_id.value),
    exp_date:
      fields.unlimited.checked || !fields.exp_date.value ? null : Math.floor(new Date(fields.exp_date.value) / 1000),
    max_connections: Number(fields.max_connections.value),
    bouquet: [...byId('bouquets').querySelectorAll('input:checked')].map((box) => Number(box.value)),
    enabled: fields.enabled.checked ? 1 : 0,
    admin_enabled: fields.banned.checked ? 0 : 1,
    is_trial: fields.is_trial.checked ? 1 : 0,
    contact: fields.contact.value,
    reseller_notes: fields.reseller_notes.value,
    admin_notes: fields.admin_notes.value,
  };
  for (const name of ['username', 'password']) if (fields[name].value.trim() !== '') body[name] = fields[name].value;
  try {
    const line = await (editedId === null ? call('POST', 'lines', body) : call('PATCH', `lines/${editedId}`, body));
    byId('editor').close();
    toast(say('saved', { username: line.username }));
    changed();
  } catch (error) {
    byId('editor-error').textContent = error.message;
  }
}

byId('editor-cancel').addEventListener('click', () => byId('editor').close());
form.addEventListener('submit', attempt(saveLine));
fields.unlimited.addEventListener('change', () => (fields.exp_date.disabled = fields.unlimited.checked));
fields.package_id.addEventListener('change', choosePackage);
