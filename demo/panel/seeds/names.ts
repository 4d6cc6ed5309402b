/** People, places and things that do not exist. */
export const PEOPLE = [
  { latin: 'Ahmad Haddad', arabic: 'أحمد حداد' },
  { latin: 'Layla Mansour', arabic: 'ليلى منصور' },
  { latin: 'Omar Khoury', arabic: 'عمر خوري' },
  { latin: 'Fatima Zahra Bennani', arabic: 'فاطمة الزهراء بناني' },
  { latin: 'Youssef Said', arabic: 'يوسف سعيد' },
  { latin: 'Nour Hamdan', arabic: 'نور حمدان' },
  { latin: 'Karim Nassar', arabic: 'كريم نصار' },
  { latin: 'Mariam Aziz', arabic: 'مريم عزيز' },
  { latin: 'Hassan Barakat', arabic: 'حسن بركات' },
  { latin: 'Salma Rashid', arabic: 'سلمى رشيد' },
  { latin: 'Tariq Darwish', arabic: 'طارق درويش' },
  { latin: 'Rania Sabbagh', arabic: 'رانيا صباغ' },
  { latin: 'Ibrahim Fares', arabic: 'إبراهيم فارس' },
  { latin: 'Huda Salem', arabic: 'هدى سالم' },
  { latin: 'Walid Amin', arabic: 'وليد أمين' },
  { latin: 'Dina Shahin', arabic: 'دينا شاهين' },
  { latin: 'Jonas Lindqvist', arabic: 'يوناس ليندكفيست' },
  { latin: 'Anna Keller', arabic: 'آنا كيلر' },
  { latin: 'Pierre Laurent', arabic: 'بيير لوران' },
  { latin: 'Sofia Marino', arabic: 'صوفيا مارينو' },
  { latin: 'Tom Harding', arabic: 'توم هاردنغ' },
  { latin: 'Elena Popova', arabic: 'إيلينا بوبوفا' },
] as const;

export const ARABIC_NOTES = [
  'يدفع نقداً أول كل شهر',
  'جهاز في غرفة الجلوس',
  'يفضل التواصل عبر الرسائل',
  'عميل قديم',
  'طلب باقة الرياضة',
] as const;

export const LATIN_NOTES = [
  'pays by bank transfer',
  'moved in March, new router',
  'prefers SMS',
  'two TVs, one tablet',
  'referred by a neighbour',
] as const;

export const BOUQUETS = [
  'Basic',
  'Arabic',
  'News',
  'Kids',
  'Sports',
  'Movies',
  'Series',
  'Turkish Drama',
  'Documentary',
  'Ramadan Specials',
] as const;

export const STREAMS = [
  'Cedar News HD',
  'Cedar Sport 1',
  'Cedar Sport 2',
  'Jasmine Cinema',
  'Olive Kids',
  'Atlas Documentary',
  'Nile Drama',
  'Blue Coast Music',
] as const;

export const PLAYERS = ['VLC/3.0.20', 'ExoPlayerDemo/2.19', 'IPTVSmartersPro', 'TiviMate/4.7.0', 'Kodi/20.2'] as const;

export const ISPS = ['Example Telecom', 'Test Fibre', 'Sample Mobile'] as const;
