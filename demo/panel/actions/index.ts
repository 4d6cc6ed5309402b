/** What the panel's API can do: one function an action. */
import type { Action } from './call';
import { addBlockedIp, addBlockedIsp, addBlockedUserAgent, deleteBlocked } from './blocking';
import { createBouquet, deleteBouquet, editBouquet } from './bouquets';
import {
  getAccessCodes,
  getBlockedIps,
  getBlockedIsps,
  getBlockedUserAgents,
  getBouquet,
  getBouquets,
  getCategories,
  getEpgs,
  getGroups,
  getPackage,
  getPackages,
  getSettings,
} from './catalogue';
import { activityLogs, killConnection, liveConnections } from './connections';
import { CONTENT_ACTIONS } from './content';
import { convertDevice, createEnigma, deleteDevice, editDevice, getEnigma, pretendToSwitchEnigma } from './devices';
import { getEnigmas, getLine, getLines, getMags } from './line-reads';
import { createLine, deleteLine, editLine, switchLine } from './line-writes';
import { clientLogs, loginLogs, streamErrors, userLogs } from './logs';
import { createMag, getMag, pretendToSwitchMag } from './mags';
import { getServer, getServers, serverStats } from './servers';
import {
  adjustCredits,
  createUser,
  creditLogs,
  deleteUser,
  editUser,
  getUser,
  getUsers,
  switchUser,
  userInfo,
} from './users';

export const ACTIONS: Readonly<Record<string, Action>> = {
  user_info: userInfo,
  get_lines: getLines,
  get_line: getLine,
  create_line: createLine,
  edit_line: editLine,
  delete_line: deleteLine,
  enable_line: switchLine('enabled', 1),
  disable_line: switchLine('enabled', 0),
  unban_line: switchLine('admin_enabled', 1),
  ban_line: switchLine('admin_enabled', 0),
  get_mags: getMags,
  get_mag: getMag,
  create_mag: createMag,
  enable_mag: pretendToSwitchMag,
  disable_mag: pretendToSwitchMag,
  unban_mag: pretendToSwitchMag,
  ban_mag: pretendToSwitchMag,
  delete_mag: deleteDevice('mags'),
  edit_mag: editDevice('mags'),
  convert_mag: convertDevice('mags'),
  get_enigmas: getEnigmas,
  get_enigma: getEnigma,
  create_enigma: createEnigma,
  delete_enigma: deleteDevice('enigmas'),
  edit_enigma: editDevice('enigmas'),
  convert_enigma: convertDevice('enigmas'),
  enable_enigma: pretendToSwitchEnigma,
  disable_enigma: pretendToSwitchEnigma,
  unban_enigma: pretendToSwitchEnigma,
  ban_enigma: pretendToSwitchEnigma,
  get_packages: getPackages,
  get_package: getPackage,
  get_bouquets: getBouquets,
  get_bouquet: getBouquet,
  create_bouquet: createBouquet,
  edit_bouquet: editBouquet,
  delete_bouquet: deleteBouquet,
  ...CONTENT_ACTIONS,
  get_groups: getGroups,
  get_categories: getCategories,
  get_servers: getServers('all'),
  get_server: getServer,
  get_epgs: getEpgs,
  get_blocked_ips: getBlockedIps,
  get_blocked_isps: getBlockedIsps,
  get_blocked_uas: getBlockedUserAgents,
  add_blocked_ip: addBlockedIp,
  add_blocked_isp: addBlockedIsp,
  add_blocked_ua: addBlockedUserAgent,
  delete_blocked_ip: deleteBlocked('blockedIps'),
  delete_blocked_isp: deleteBlocked('blockedIsps'),
  delete_blocked_ua: deleteBlocked('blockedUserAgents'),
  get_access_codes: getAccessCodes,
  get_server_stats: serverStats,
  client_logs: clientLogs,
  login_logs: loginLogs,
  stream_errors: streamErrors,
  user_logs: userLogs,
  get_settings: getSettings,
  get_users: getUsers,
  get_user: getUser,
  create_user: createUser,
  edit_user: editUser,
  enable_user: switchUser(1),
  disable_user: switchUser(0),
  delete_user: deleteUser,
  adjust_credits: adjustCredits,
  credit_logs: creditLogs,
  live_connections: liveConnections,
  activity_logs: activityLogs,
  kill_connection: killConnection,
};

export { KINDS, SOURCE_OPTIONS, numbersIn, serversOf, type BouquetColumn } from './content';
export { endConnection, startConnection } from './connections';
export { INTEGER_COLUMNS } from './columns';
export { EMPTY_BODY, FAILURE, SUCCESS, answerRow, cleanRow, intval, refuse, type Action, type Call } from './call';
export { deleteDeviceLine, showEnigma } from './devices';
export { answerEnigmas, answerLines, answerMags } from './line-reads';
export { usernameTaken } from './line-writes';
export { pickColumns } from './lists';
export { showMag } from './mags';
export { getServers, isHeard } from './servers';
export { answerUsers, hashOf, switchUser } from './users';
export { randomText } from './random-text';
