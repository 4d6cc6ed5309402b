/**
 * Contact properties every HubSpot account has and that can be written: those n8n's HubSpot node sends, and the few it
 * reads. Writing any other name is an error, as at HubSpot.
 */
export const writableProperties = [
  ...['address', 'annualrevenue', 'city', 'closedate', 'company', 'company_size', 'country', 'date_of_birth', 'degree'],
  ...[
    'email',
    'fax',
    'field_of_study',
    'firstname',
    'gender',
    'graduation_date',
    'hs_analytics_source',
    'hs_buying_role',
  ],
  ...['hs_content_membership_email', 'hs_content_membership_notes', 'hs_content_membership_status'],
  ...['hs_country_region_code', 'hs_language', 'hs_lead_status', 'hs_legal_basis', 'hs_linkedin_url', 'hs_persona'],
  ...['hs_role', 'hs_seniority', 'hs_state_code', 'hs_sub_role', 'hs_timezone', 'hs_whatsapp_phone_number'],
  ...[
    'hubspot_owner_id',
    'industry',
    'job_function',
    'jobtitle',
    'lastname',
    'lifecyclestage',
    'marital_status',
    'message',
  ],
  ...[
    'military_status',
    'mobilephone',
    'numemployees',
    'phone',
    'relationship_status',
    'salutation',
    'school',
    'seniority',
  ],
  ...['start_date', 'state', 'twitterhandle', 'website', 'work_email', 'zip'],
];

/** Set by HubSpot itself. */
export const readOnlyProperties = ['createdate', 'hs_object_id', 'lastmodifieddate'];

/** The values HubSpot takes for a property that is a choice. */
export const choices: Record<string, string[]> = {
  lifecyclestage: [
    ...['subscriber', 'lead', 'marketingqualifiedlead', 'salesqualifiedlead', 'opportunity', 'customer', 'evangelist'],
    'other',
  ],
  hs_lead_status: [
    ...['NEW', 'OPEN', 'IN_PROGRESS', 'OPEN_DEAL', 'UNQUALIFIED', 'ATTEMPTED_TO_CONTACT', 'CONNECTED', 'BAD_TIMING'],
  ],
};

/** What HubSpot's property API says of a contact property. */
export function describeProperty(name: string): object {
  const options = (choices[name] ?? []).map((value, displayOrder) => ({
    label: value,
    value,
    displayOrder,
    hidden: false,
  }));
  return {
    name,
    label: name.replaceAll('_', ' '),
    type: options.length > 0 ? 'enumeration' : 'string',
    fieldType: options.length > 0 ? 'select' : 'text',
    groupName: 'contactinformation',
    options,
    modificationMetadata: { readOnlyValue: readOnlyProperties.includes(name) },
  };
}
