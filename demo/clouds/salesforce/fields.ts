/**
 * Fields of Salesforce's objects that can be written, and which of them must be there. From the object reference of API version 59; fields of the
 * organization's own end in `__c`.
 */
export const objects: Record<string, { prefix: string; required: string[]; fields: string[] }> = {
  Account: {
    prefix: '001',
    required: ['Name'],
    fields: [
      ...[
        'Name',
        'AccountNumber',
        'AccountSource',
        'AnnualRevenue',
        'BillingCity',
        'BillingCountry',
        'BillingPostalCode',
      ],
      ...[
        'BillingState',
        'BillingStreet',
        'Description',
        'Fax',
        'Industry',
        'Jigsaw',
        'NumberOfEmployees',
        'OwnerId',
        'ParentId',
      ],
      ...['Phone', 'Rating', 'RecordTypeId', 'ShippingCity', 'ShippingCountry', 'Sic', 'Site', 'Type', 'Website'],
    ],
  },
  Contact: {
    prefix: '003',
    required: ['LastName'],
    fields: [
      ...[
        'LastName',
        'FirstName',
        'AccountId',
        'AssistantName',
        'AssistantPhone',
        'Birthdate',
        'Department',
        'Description',
      ],
      ...[
        'Email',
        'Fax',
        'HomePhone',
        'LeadSource',
        'MailingCity',
        'MailingCountry',
        'MailingPostalCode',
        'MailingState',
      ],
      ...['MailingStreet', 'MobilePhone', 'OtherPhone', 'OwnerId', 'Phone', 'RecordTypeId', 'Salutation', 'Title'],
    ],
  },
  Lead: {
    prefix: '00Q',
    required: ['LastName', 'Company'],
    fields: [
      ...[
        'LastName',
        'FirstName',
        'Company',
        'City',
        'Country',
        'Description',
        'Email',
        'Industry',
        'LeadSource',
        'MobilePhone',
      ],
      ...['OwnerId', 'Phone', 'Rating', 'Status', 'Title', 'Website'],
    ],
  },
  Opportunity: {
    prefix: '006',
    required: ['Name', 'StageName', 'CloseDate'],
    fields: [
      ...['Name', 'StageName', 'CloseDate', 'AccountId', 'Amount', 'CampaignId', 'Description', 'ForecastCategoryName'],
      ...['LeadSource', 'NextStep', 'OwnerId', 'Pricebook2Id', 'Probability', 'RecordTypeId', 'Type'],
    ],
  },
  Case: {
    prefix: '500',
    required: [],
    fields: [
      ...['AccountId', 'ContactId', 'Description', 'IsEscalated', 'Origin', 'OwnerId', 'Priority', 'Reason', 'Status'],
      ...['Subject', 'SuppliedEmail', 'SuppliedName', 'SuppliedPhone', 'Type'],
    ],
  },
  Task: {
    prefix: '00T',
    required: ['Status'],
    fields: ['Status', 'Subject', 'ActivityDate', 'Description', 'OwnerId', 'Priority', 'WhatId', 'WhoId', 'Type'],
  },
};

/** Custom fields of the demo organization, on each object; those that are external ids can be upserted by. */
export const customFields = {
  externalIds: ['Xtream_Customer__c', 'Xtream_Subscription__c', 'Xtream_Payment__c'],
  others: ['IPTV_Username__c', 'IPTV_Expires__c', 'IPTV_Plan__c', 'IPTV_Status__c', 'IPTV_Panel__c'],
};

/** Set by Salesforce. */
export const systemFields = ['Id', 'CreatedDate', 'LastModifiedDate', 'SystemModstamp', 'IsDeleted'];
