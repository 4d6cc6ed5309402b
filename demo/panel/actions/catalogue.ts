import type { PanelState } from '../state';
import { SUCCESS, answerRow, cleanRow, intval, type Action } from './call';
import { answerBareArray, pickColumns } from './lists';

/** What the panel sells and consists of: read-only here, all bare arrays but the single rows and the settings. */
export const getPackages: Action = (call) => answerBareArray(call, call.state.packages.all());
export const getPackage: Action = ({ state, parameters }) => answerRow(state.packages.get(intval(parameters.id)));
export const getBouquets: Action = (call) => answerBareArray(call, call.state.bouquets.all());
export const getBouquet: Action = ({ state, parameters }) => answerRow(state.bouquets.get(intval(parameters.id)));
export const getGroups: Action = (call) => answerBareArray(call, call.state.groups.all());
export const getCategories: Action = (call) => answerBareArray(call, call.state.categories.all());
export const getEpgs: Action = (call) => answerBareArray(call, call.state.epgs.all());
export const getBlockedIps: Action = (call) => answerBareArray(call, call.state.blockedIps.all());
export const getBlockedUserAgents: Action = (call) => answerBareArray(call, call.state.blockedUserAgents.all());
/** The one list of its kind that keeps the envelope. */
export const getBlockedIsps: Action = (call) => ({
  status: SUCCESS,
  data: answerBareArray(call, call.state.blockedIsps.all()),
});
export const getSettings: Action = ({ state, parameters }) => ({
  status: SUCCESS,
  data: pickColumns(parameters, cleanRow(state.settings)),
});

/** `access_codes`: the panel's doors. The API's own is one of them. */
export function accessCodes({ accessCode }: PanelState): { id: number; code: string; type: number }[] {
  return [
    { id: 1, code: 'cedar-admin', type: 0 },
    { id: 2, code: 'cedar-reseller', type: 1 },
    { id: 3, code: accessCode, type: 3 },
  ];
}
export const getAccessCodes: Action = (call) =>
  answerBareArray(
    call,
    accessCodes(call.state).map((row) => ({ ...row, enabled: 1, groups: '[1]', whitelist: '[]' })),
  );
