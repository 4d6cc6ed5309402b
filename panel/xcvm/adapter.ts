import { read, type Row } from '../decode';
import { invalidParameter, PanelError } from '../errors';
import type { FormFields, PanelAnswer } from '../transport';
import type { Dialect, Line, LineChanges, NewLine, PanelIdentity } from '../types';
import { XuiAdapter, type Edits } from '../xui';
import { eitherWayEditFields, partialEditFields } from './edit';
import { permissionsOf } from './permissions';
import { allows, standingOf, type Scope, type Standing } from './standing';

/**
 * XC_VM 2.6: the admin API of XUI.ONE with edits that keep what they leave out, API tokens with scopes, and keys bound by the permissions of
 * their account's group.
 *
 * From which version on edits keep what they leave out is not established, and an edit that is wrong about it loses the line's username, password
 * and expiry. So before its first edit the adapter asks what answers (reads only, see `standingOf`), and sends only what changes where the panel
 * has proved to be new enough, the whole line as XUI.ONE needs it where it has proved to be older, and the whole line in a way that is right
 * on both where neither is proved. Whatever was sent, the line is read back and every other column compared.
 *
 * Devices are acted on through their lines, as with XUI.ONE: whether their own status actions work in 2.6 is not known.
 */
export class XcvmAdapter extends XuiAdapter {
  override readonly dialect: Dialect = 'xcvm';

  private asked: Promise<Standing> | undefined;

  override async identify(): Promise<PanelIdentity> {
    const identity = await super.identify();
    const { build, scope } = await this.standing();
    const older = build === 'older';
    return {
      ...identity,
      dialect: this.dialect,
      product: older ? identity.product : 'XC_VM 2.6 (edits keep what they leave out)',
      explanation: older ? olderPanel : `This is XC_VM 2.6, ${keyWords(scope)}.`,
    };
  }

  override async createLine(line: NewLine): Promise<Line> {
    refuseSlashes(line);
    return super.createLine(line);
  }

  protected override async editFields(stored: Row, changes: LineChanges): Promise<FormFields> {
    const { build } = await this.standing();
    if (build === 'older') return super.editFields(stored, changes);
    refuseSlashes(changes);
    if (build === 'permissions') return eitherWayEditFields(stored, changes);
    return partialEditFields(read.requiredId(stored), changes);
  }

  protected override async editsOfContent(): Promise<Edits> {
    // A complete form is right on both.
    return (await this.standing()).build === 'tokens' ? 'keep' : 'replace';
  }

  protected override async call(action: string, fields: FormFields = []): Promise<PanelAnswer> {
    const answer = await super.call(action, fields);
    // Refusals are short and come alone; what is long is a list, and not looked through.
    const body = answer.body.slice(0, 200);
    if (/^\s*\{"status":"STATUS_NO_PERMISSIONS"/.test(body)) throw await this.refused(action);
    if (body.includes('"error":"Invalid API key."')) throw wrongKey();
    return answer;
  }

  /** What the key may do here; asked once. */
  private standing(): Promise<Standing> {
    this.asked ??= standingOf((action, fields) => super.call(action, fields)).catch((error: unknown) => {
      this.asked = undefined;
      throw error;
    });
    return this.asked;
  }

  private async refused(action: string): Promise<PanelError> {
    const { scope } = await this.standing();
    const panelStatus = 'STATUS_NO_PERMISSIONS';
    if (scope !== null && !allows(scope, action)) {
      return new PanelError(
        'no-permission',
        `The API token is limited to ${scopeWords[scope]}, and ${action} lies outside that.`,
        {
          hint: 'Make a token with the scope “full” in the panel, under the account’s profile, and use that one.',
          panelStatus,
        },
      );
    }
    const permissions = permissionsOf[action];
    return new PanelError(
      'no-permission',
      permissions === undefined
        ? `The group of the API key’s account may not carry out ${action}.`
        : `The group of the API key’s account lacks the permission ${permissions.join(' or ')}, which ${action} asks for.`,
      { hint: 'Give the group that permission in the panel, or use the key of another account.', panelStatus },
    );
  }
}

/** What a person is told of a key by what it is limited to. */
export function keyWords(scope: Scope | null): string {
  return scope === null ? 'with the API key of an administrator' : `with an API token limited to ${scopeWords[scope]}`;
}

const scopeWords: Readonly<Record<Scope, string>> = {
  lines: 'lines, devices and activation codes',
  read: 'reading',
};

const olderPanel =
  'This is XUI.ONE or XC_VM up to April 2026, and not XC_VM 2.6. Choose that kind of panel: lines are then edited as it needs it without asking each time.';

function wrongKey(): PanelError {
  return new PanelError('wrong-key', 'The panel does not accept the API key or token.', {
    hint: 'A token may have expired, be for other IP addresses or belong to a reseller, and the panel may have switched the old keys of 32 digits off. Make a new token in the panel, under the account’s profile.',
  });
}

/**
 * The panel refuses these and echoes the request, password included.
 * @throws PanelError `invalid-parameter`
 */
function refuseSlashes(values: Pick<LineChanges, 'username' | 'password'>): void {
  for (const name of ['username', 'password'] as const) {
    if (values[name]?.includes('/') === true) {
      throw invalidParameter(
        name,
        'holds a “/”, which XC_VM 2.6 does not take',
        'Choose another one, of letters and digits.',
      );
    }
  }
}
