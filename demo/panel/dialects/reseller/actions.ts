import { answerEnigmas, answerLines, answerMags, answerUsers, FAILURE, SUCCESS, cleanRow, intval } from '../../actions';
import { owns, reports, type ResellerAction } from './call';
import { createDevice, deleteDevice, getDevice, switchDevice } from './devices';
import { createLine, deleteLine, editLine, getLine, switchLine } from './lines';
import { officialPrice } from './sale';
import { adjustCredits, createUser, deleteUser, getUser, switchUser } from './users';

/** user_info: the account with its API key, and its group's permissions. */
const userInfo: ResellerAction = ({ user, group }) => {
  const { password: _, ...row } = user;
  const subresellers = JSON.parse(group.subresellers) as number[];
  return { status: SUCCESS, data: cleanRow(row), permissions: cleanRow({ ...group, subresellers }) };
};

/** packages: those of the reseller's group, with the price this reseller pays; in the envelope, unlike get_packages. */
const packages: ResellerAction = ({ state, user }) => ({
  status: SUCCESS,
  data: state.packages
    .all()
    .filter(({ groups }) => (JSON.parse(groups) as number[]).includes(user.member_group_id))
    .map((row) => cleanRow({ ...row, official_credits: officialPrice(user, row) })),
});

/** A list as it is from XC_VM 2.6.5 on; before, it is empty whatever there is, and has no numbers of rows. */
function list(working: ResellerAction): ResellerAction {
  return (call) => (call.state.resellerListsWork ? working(call) : { status: SUCCESS, data: [] });
}

const none: ResellerAction = () => ({ status: SUCCESS, data: [], recordsTotal: 0, recordsFiltered: 0 });

export const RESELLER_ACTIONS: Readonly<Record<string, ResellerAction>> = {
  user_info: userInfo,
  packages,
  get_lines: list((call) => {
    const own = call.state.plainLines().filter((line) => owns(call, line));
    return answerLines(call, own);
  }),
  get_mags: list((call) => {
    const own = call.state.mags.all().filter((device) => owns(call, call.state.lines.get(device.user_id)));
    return answerMags(call, own);
  }),
  get_enigmas: list((call) => {
    const own = call.state.enigmas.all().filter((device) => owns(call, call.state.lines.get(device.user_id)));
    return answerEnigmas(call, own);
  }),
  get_users: list((call) => {
    const below = reports(call.state, call.user.id);
    return answerUsers(
      call,
      call.state.users.all().filter(({ id }) => id !== call.user.id && below.has(id)),
    );
  }),
  activity_logs: list(none),
  live_connections: list(none),
  user_logs: list(none),
  get_line: getLine,
  create_line: createLine,
  edit_line: editLine,
  delete_line: deleteLine,
  enable_line: switchLine(1),
  disable_line: switchLine(0),
  get_mag: getDevice('mag'),
  create_mag: createDevice('mag'),
  delete_mag: deleteDevice('mag'),
  enable_mag: switchDevice('mag', 1),
  disable_mag: switchDevice('mag', 0),
  get_enigma: getDevice('enigma'),
  create_enigma: createDevice('enigma'),
  delete_enigma: deleteDevice('enigma'),
  enable_enigma: switchDevice('enigma', 1),
  disable_enigma: switchDevice('enigma', 0),
  get_user: ({ parameters, ...call }) =>
    // PHP 8 dies on the columns to hide where none are named.
    parameters.hide_columns === undefined ? undefined : getUser({ ...call, parameters }),
  create_user: createUser,
  delete_user: deleteUser,
  enable_user: switchUser(1),
  disable_user: switchUser(0),
  adjust_credits: (call) => (intval(call.parameters.id) === call.user.id ? FAILURE : adjustCredits(call)),
};
