# ruff: noqa: E501 - lines of XML and CSV are as long as they are
"""One small file of each list format, written by hand in its published structure; the persons are invented.

Every sample has the same person, ``ERIKSSON Anna Maria`` of 12 August 1974, with what the format can say of her, so
that one test can ask all of them.
"""

from __future__ import annotations

import json
from typing import Final

OFAC_XML: Final = """<?xml version="1.0" standalone="yes"?>
<o:sdnList xmlns:o="http://tempuri.org/sdnList.xsd"><o:publshInformation><o:Publish_Date>03/28/2025</o:Publish_Date>
<o:Record_Count>3</o:Record_Count></o:publshInformation>
<o:sdnEntry><o:uid>101</o:uid><o:firstName>Anna Maria</o:firstName><o:lastName>ERIKSSON</o:lastName>
<o:title>Minister; Judge</o:title><o:sdnType>Individual</o:sdnType>
<o:remarks>a.k.a. 'LA NINA'; arrested 1999.</o:remarks>
<o:programList><o:program>EX1</o:program><o:program>EX2</o:program></o:programList>
<o:idList><o:id><o:idType>Passport</o:idType><o:idNumber>L898902C3</o:idNumber><o:idCountry>Sweden</o:idCountry>
<o:expirationDate>18 Jul 2027</o:expirationDate></o:id><o:id><o:idType>Gender</o:idType><o:idNumber>Female</o:idNumber></o:id>
<o:id><o:idType>Website</o:idType><o:idNumber>example.org</o:idNumber></o:id></o:idList>
<o:akaList><o:aka><o:type>a.k.a.</o:type><o:category>weak</o:category><o:lastName>ANUSHKA</o:lastName></o:aka>
<o:aka><o:type>f.k.a.</o:type><o:category>strong</o:category><o:lastName>LIND</o:lastName><o:firstName>Anna</o:firstName></o:aka>
</o:akaList>
<o:addressList><o:address><o:city>Tripoli</o:city><o:country>Libya</o:country></o:address></o:addressList>
<o:nationalityList><o:nationality><o:country>Sweden</o:country></o:nationality></o:nationalityList>
<o:dateOfBirthList><o:dateOfBirthItem><o:dateOfBirth>12 Aug 1974</o:dateOfBirth></o:dateOfBirthItem>
<o:dateOfBirthItem><o:dateOfBirth>circa 1975</o:dateOfBirth></o:dateOfBirthItem></o:dateOfBirthList>
<o:placeOfBirthList><o:placeOfBirthItem><o:placeOfBirth>Kabul, Afghanistan</o:placeOfBirth></o:placeOfBirthItem>
</o:placeOfBirthList></o:sdnEntry>
<o:sdnEntry><o:uid>102</o:uid><o:lastName>SEA STAR</o:lastName><o:sdnType>Vessel</o:sdnType></o:sdnEntry>
<o:sdnEntry><o:uid>103</o:uid><o:lastName>EXAMPLE LTD</o:lastName><o:sdnType>Entity</o:sdnType></o:sdnEntry>
</o:sdnList>"""

OFAC_ADVANCED: Final = """<?xml version="1.0" encoding="utf-8"?>
<Sanctions xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADVANCED_XML">
<DateOfIssue CalendarTypeID="1"><Year>2026</Year><Month>1</Month><Day>2</Day></DateOfIssue>
<ReferenceValueSets>
<AliasTypeValues><AliasType ID="1400">A.K.A.</AliasType><AliasType ID="1403">Name</AliasType></AliasTypeValues>
<CountryValues><Country ID="11">Sweden</Country><Country ID="12">Afghanistan</Country></CountryValues>
<FeatureTypeValues><FeatureType ID="8">Birthdate</FeatureType><FeatureType ID="9">Place of Birth</FeatureType>
<FeatureType ID="10">Nationality Country</FeatureType><FeatureType ID="224">Gender</FeatureType>
<FeatureType ID="25">Location</FeatureType></FeatureTypeValues>
<DetailReferenceValues><DetailReference ID="91526">Female</DetailReference></DetailReferenceValues>
<IDRegDocTypeValues><IDRegDocType ID="1571">Passport</IDRegDocType></IDRegDocTypeValues>
<IDRegDocDateTypeValues><IDRegDocDateType ID="1480">Expiration Date</IDRegDocDateType></IDRegDocDateTypeValues>
<NamePartTypeValues><NamePartType ID="1520">Last Name</NamePartType><NamePartType ID="1521">First Name</NamePartType>
</NamePartTypeValues>
<PartySubTypeValues><PartySubType ID="1" PartyTypeID="4">Vessel</PartySubType>
<PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType></PartySubTypeValues>
<PartyTypeValues><PartyType ID="1">Individual</PartyType></PartyTypeValues>
<SanctionsTypeValues><SanctionsType ID="1">Program</SanctionsType></SanctionsTypeValues>
<ScriptValues><Script ID="215">Latin</Script><Script ID="220">Cyrillic</Script></ScriptValues>
</ReferenceValueSets>
<Locations><Location ID="7"><LocationCountry CountryID="11"/></Location><Location ID="8"><LocationCountry CountryID="12"/>
<LocationPart LocPartTypeID="1"><LocationPartValue><Value>Kabul</Value></LocationPartValue></LocationPart></Location>
</Locations>
<IDRegDocuments><IDRegDocument ID="1" IDRegDocTypeID="1571" IdentityID="501" IssuedBy-CountryID="11">
<IDRegistrationNo>L898902C3</IDRegistrationNo><DocumentDate IDRegDocDateTypeID="1480"><DatePeriod>
<Start><From><Year>2027</Year><Month>7</Month><Day>18</Day></From></Start></DatePeriod></DocumentDate></IDRegDocument>
</IDRegDocuments>
<DistinctParties><DistinctParty FixedRef="101"><Profile ID="101" PartySubTypeID="4"><Identity ID="501">
<Alias AliasTypeID="1400" Primary="false" LowQuality="true"><DocumentedName ID="2"><DocumentedNamePart>
<NamePartValue NamePartGroupID="1" ScriptID="215">ANUSHKA</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
<Alias AliasTypeID="1403" Primary="true" LowQuality="false"><DocumentedName ID="1"><DocumentedNamePart>
<NamePartValue NamePartGroupID="1" ScriptID="215">ERIKSSON</NamePartValue></DocumentedNamePart><DocumentedNamePart>
<NamePartValue NamePartGroupID="2" ScriptID="215">Anna Maria</NamePartValue></DocumentedNamePart></DocumentedName>
<DocumentedName ID="3"><DocumentedNamePart><NamePartValue NamePartGroupID="1" ScriptID="220">ЭРИКССОН</NamePartValue>
</DocumentedNamePart><DocumentedNamePart><NamePartValue NamePartGroupID="2" ScriptID="220">Анна</NamePartValue>
</DocumentedNamePart></DocumentedName></Alias>
<NamePartGroups><MasterNamePartGroup><NamePartGroup ID="1" NamePartTypeID="1520"/></MasterNamePartGroup>
<MasterNamePartGroup><NamePartGroup ID="2" NamePartTypeID="1521"/></MasterNamePartGroup></NamePartGroups></Identity>
<Feature FeatureTypeID="8"><FeatureVersion><DatePeriod>
<Start><From><Year>1974</Year><Month>8</Month><Day>12</Day></From></Start>
<End><To><Year>1974</Year><Month>8</Month><Day>12</Day></To></End></DatePeriod></FeatureVersion></Feature>
<Feature FeatureTypeID="8"><FeatureVersion><DatePeriod>
<Start Approximate="true"><From><Year>1975</Year><Month>1</Month><Day>1</Day></From></Start>
<End><To><Year>1975</Year><Month>12</Month><Day>31</Day></To></End></DatePeriod></FeatureVersion></Feature>
<Feature FeatureTypeID="9"><FeatureVersion><VersionDetail>Kabul, Afghanistan</VersionDetail></FeatureVersion></Feature>
<Feature FeatureTypeID="10"><FeatureVersion><VersionLocation LocationID="7"/></FeatureVersion></Feature>
<Feature FeatureTypeID="25"><FeatureVersion><VersionLocation LocationID="8"/></FeatureVersion></Feature>
<Feature FeatureTypeID="224"><FeatureVersion><VersionDetail DetailReferenceID="91526"/></FeatureVersion></Feature>
</Profile></DistinctParty>
<DistinctParty FixedRef="102"><Profile ID="102" PartySubTypeID="1"/></DistinctParty></DistinctParties>
<SanctionsEntries><SanctionsEntry ProfileID="101"><EntryEvent><Date><Year>2020</Year><Month>5</Month><Day>4</Day></Date>
</EntryEvent><SanctionsMeasure SanctionsTypeID="1"><Comment>EX1</Comment></SanctionsMeasure></SanctionsEntry>
</SanctionsEntries></Sanctions>"""

OFAC_ENHANCED: Final = """<?xml version="1.0" encoding="utf-8"?>
<sanctionsData xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ENHANCED_XML">
<publicationInfo><dataAsOf>2026-01-02T00:00:00</dataAsOf></publicationInfo><entities>
<entity id="101"><generalInfo><entityType refId="600">Individual</entityType><title>Minister</title></generalInfo>
<sanctionsLists><sanctionsList datePublished="2020-05-04">SDN List</sanctionsList></sanctionsLists>
<sanctionsPrograms><sanctionsProgram>EX1</sanctionsProgram></sanctionsPrograms>
<names><name><isPrimary>false</isPrimary><aliasType>A.K.A.</aliasType><isLowQuality>true</isLowQuality><translations>
<translation><script>Latin</script><formattedLastName>ANUSHKA</formattedLastName></translation></translations></name>
<name><isPrimary>true</isPrimary><isLowQuality>false</isLowQuality><translations><translation><script>Latin</script>
<formattedFirstName>Anna Maria</formattedFirstName><formattedLastName>ERIKSSON</formattedLastName>
<formattedFullName>ERIKSSON, Anna Maria</formattedFullName></translation><translation><script>Cyrillic</script>
<formattedFullName>Эрикссон Анна</formattedFullName></translation></translations></name></names>
<addresses><address><country>Libya</country><translations><translation><addressParts><addressPart><type>CITY</type>
<value>Tripoli</value></addressPart></addressParts></translation></translations></address></addresses>
<features><feature><type>Birthdate</type><value>12 Aug 1974</value><valueDate><fromDateBegin>1974-08-12</fromDateBegin>
<toDateEnd>1974-08-12</toDateEnd></valueDate></feature>
<feature><type>Birthdate</type><value>circa 1975</value><valueDate><fromDateBegin>1975-01-01</fromDateBegin>
<toDateEnd>1975-12-31</toDateEnd><isApproximate>true</isApproximate></valueDate></feature>
<feature><type>Place of Birth</type><value>Kabul, Afghanistan</value></feature>
<feature><type>Nationality Country</type><value>Sweden</value></feature>
<feature><type>Gender</type><value>Female</value></feature></features>
<identityDocuments><identityDocument><type>Passport</type><documentNumber>L898902C3</documentNumber>
<issuingCountry>Sweden</issuingCountry><expirationDate>2027-07-18</expirationDate></identityDocument></identityDocuments>
</entity><entity id="102"><generalInfo><entityType>Vessel</entityType></generalInfo></entity></entities></sanctionsData>"""

EU_XML: Final = """<?xml version="1.0" encoding="UTF-8"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-01-02T10:00:00.000+01:00" globalFileId="1">
<sanctionEntity designationDate="2020-05-04" unitedNationId="XXi.001" euReferenceNumber="EU.1.2" logicalId="101">
<remark>Invented.</remark><regulation programme="EX1" numberTitle="2020/1 (OJ L1)" publicationDate="2020-05-04"/>
<subjectType code="person" classificationCode="P"/>
<nameAlias firstName="Anna" middleName="Maria" lastName="ERIKSSON" wholeName="Anna Maria ERIKSSON" nameLanguage="EN"
 gender="F" title="Minister" function="" strong="true"/>
<nameAlias wholeName="Анна Эрикссон" nameLanguage="RU" strong="true"/>
<nameAlias wholeName="Anushka" strong="true"><remark>lo quality a.k.a.</remark></nameAlias>
<citizenship countryIso2Code="SE" countryDescription="SWEDEN"/>
<birthdate circa="false" calendarType="GREGORIAN" city="Kabul" birthdate="1974-08-12" dayOfMonth="12" monthOfYear="8"
 year="1974" countryIso2Code="AF" countryDescription="AFGHANISTAN"/>
<birthdate circa="true" calendarType="GREGORIAN" yearRangeFrom="1975" yearRangeTo="1976" countryDescription="UNKNOWN"/>
<identification knownFalse="true" number="L898902C3" identificationTypeDescription="National passport"
 countryIso2Code="SE" countryDescription="SWEDEN"><remark>expires 2027</remark></identification>
<address city="Tripoli" countryIso2Code="LY" countryDescription="LIBYA"><contactInfo key="EMAIL" value="a@example.org"/>
</address></sanctionEntity>
<sanctionEntity logicalId="103"><subjectType code="enterprise"/><nameAlias wholeName="Example Ltd" strong="true"/>
</sanctionEntity></export>"""

EU_CSV: Final = (
    "\ufefffileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_DesignationDate;Entity_Remark;"
    "Entity_SubjectType;Entity_SubjectType_ClassificationCode;Entity_Regulation_Programme;NameAlias_LastName;"
    "NameAlias_FirstName;NameAlias_MiddleName;NameAlias_WholeName;NameAlias_NameLanguage;NameAlias_Gender;"
    "NameAlias_Remark;Address_City;Address_CountryDescription;BirthDate_BirthDate;BirthDate_Year;BirthDate_Circa;"
    "BirthDate_City;BirthDate_CountryDescription;Identification_Number;Identification_TypeDescription;"
    "Identification_CountryDescription;Citizenship_CountryDescription\r\n"
    "02/01/2026;101;EU.1.2;2020-05-04;Invented.;person;P;EX1;ERIKSSON;Anna;Maria;Anna Maria ERIKSSON;EN;F;;;;;;;;;;;;\r\n"
    "02/01/2026;103;EU.1.3;;;enterprise;E;EX1;;;;Example Ltd;;;;;;;;;;;;;;\r\n"
    "02/01/2026;101;EU.1.2;;;person;P;EX1;;;;Анна Эрикссон;RU;;;;;;;;;;;;;\r\n"
    "02/01/2026;101;EU.1.2;;;person;P;EX1;;;;Anushka;;;low quality;;;;;;;;;;;\r\n"
    "02/01/2026;101;EU.1.2;;;person;P;EX1;;;;;;;;Tripoli;LIBYA;;;;;;;;;\r\n"
    "02/01/2026;101;EU.1.2;;;person;P;EX1;;;;;;;;;;1974-08-12;1974;false;Kabul;AFGHANISTAN;;;;\r\n"
    "02/01/2026;101;EU.1.2;;;person;P;EX1;;;;;;;;;;;1975;true;;;;;;\r\n"
    "02/01/2026;101;EU.1.2;;;person;P;EX1;;;;;;;;;;;;;;;L898902C3;National passport;SWEDEN;\r\n"
    "02/01/2026;101;EU.1.2;;;person;P;EX1;;;;;;;;;;;;;;;;;;SWEDEN\r\n"
)

EU_JOURNAL: Final = (
    "celex,recordId,programKey,annex,measure,startDate,reason,schema,name,alias,weakAlias,previousName,country,"
    "nationality,birthDate,birthPlace,passportNumber,gender,notes\n"
    '32099R0001,1,EU-EX,I.A,Asset freeze,4.5.2020,"Invented, as is all.",Person,Anna Maria ERIKSSON (Анна ЭРИКССОН),'
    '"Anna (Anja) ERIKSSON; Hanna ERIKSSON",Anushka,Anna LIND,,"Swedish, Libyan",12.8.1974; circa 1975,'
    '"Kabul, Afghanistan","(a) L898902C3 (Swedish passport), (b) 12345678",female,\n'
    "32099R0001,1,EU-EX,I.A,Travel ban,,,Person,Anna Maria ERIKSSON,,,,,,,,,,\n"
    "32099R0001,2,EU-EX,I.B,Asset freeze,,,LegalEntity,Example Ltd,,,,,,,,,,\n"
    "32099R0001,3,EU-EX,I.C,Asset freeze,,,Vessel,Sea Star,,,,,,,,,,\n"
)

UK_XML: Final = """<?xml version="1.0" encoding="utf-8"?>
<Designations><DateGenerated>02/01/2026</DateGenerated><Designation><LastUpdated>01/12/2025</LastUpdated>
<DateDesignated>04/05/2020</DateDesignated><UniqueID>EXA0001</UniqueID><OFSIGroupID>9001</OFSIGroupID>
<Names><Name><Name6>Anushka</Name6><NameType>Alias</NameType><AliasStrength>Low quality a.k.a</AliasStrength></Name>
<Name><Name1>Anna</Name1><Name2>Maria</Name2><Name6>ERIKSSON</Name6><NameType>Primary Name</NameType></Name></Names>
<NonLatinNames><NonLatinName><NameNonLatinScript>Анна Эрикссон</NameNonLatinScript>
<NonLatinScriptLanguage>Russian</NonLatinScriptLanguage></NonLatinName></NonLatinNames>
<RegimeName>Example Regime</RegimeName><IndividualEntityShip>Individual</IndividualEntityShip>
<SanctionsImposed>Asset freeze|Travel Ban</SanctionsImposed><OtherInformation>Invented.</OtherInformation>
<Addresses><Address><AddressLine6>Tripoli</AddressLine6><AddressCountry>Libya</AddressCountry></Address></Addresses>
<IndividualDetails><Individual><Title>Minister</Title><DOBs><DOB>12/08/1974</DOB><DOB>dd/mm/1975</DOB></DOBs>
<Nationalities><Nationality>Sweden</Nationality></Nationalities><Genders><Gender>Female</Gender></Genders>
<BirthDetails><Location><TownOfBirth>Kabul</TownOfBirth><CountryOfBirth>Afghanistan</CountryOfBirth></Location>
</BirthDetails><PassportDetails><Passport><PassportNumber>L898902C3</PassportNumber>
<PassportAdditionalInformation>Sweden</PassportAdditionalInformation></Passport></PassportDetails></Individual>
</IndividualDetails></Designation>
<Designation><UniqueID>EXA0002</UniqueID><Names><Name><Name6>Sea Star</Name6><NameType>Primary Name</NameType></Name>
</Names><IndividualEntityShip>Ship</IndividualEntityShip></Designation></Designations>"""

UK_CSV: Final = (
    "Report Date: 02-Jan-2026\r\n"
    "Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,"
    "Alias strength,Title,Name non-latin script,Non-latin script type,Non-latin script language,Regime Name,"
    "Designation Type,Designation source,Sanctions Imposed,Other Information,Address Line 6,Address Country,"
    "Date Designated,D.O.B,Nationality(/ies),Passport number,Passport additional information,Gender,Town of birth,"
    "Country of birth,IMO number\r\n"
    "01/12/2025,EXA0001,9001,,Anushka,,,,,,Alias,Low quality a.k.a,,,,,Example Regime,Individual,UK,"
    "Asset freeze|Travel Ban,Invented.,Tripoli,Libya,04/05/2020,12/08/1974,Sweden,L898902C3,Sweden,Female,Kabul,"
    "Afghanistan,\r\n"
    "01/12/2025,EXA0001,9001,,ERIKSSON,Anna,Maria,,,,Primary Name,,Minister,Анна Эрикссон,Cyrillic,Russian,"
    "Example Regime,Individual,UK,Asset freeze|Travel Ban,Invented.,Tripoli,Libya,04/05/2020,00/00/1975,Sweden,"
    "L898902C3,Sweden,Female,Kabul,Afghanistan,\r\n"
    "01/12/2025,EXA0002,9002,,Sea Star,,,,,,Primary Name,,,,,,Example Regime,Ship,UK,,,,,,,,,,,,,9123456\r\n"
)

OFSI_CSV: Final = (
    "Last Updated,02/01/2026\r\n"
    "Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,Name Non-Latin Script,Non-Latin Script Language,DOB,Town of Birth,"
    "Country of Birth,Nationality,Passport Number,Passport Details,Country,Group Type,Alias Type,Alias Quality,Regime,"
    "Listed On,Group ID\r\n"
    "ERIKSSON,Anna,Maria,,,,Minister,Анна Эрикссон,Russian,12/08/1974,Kabul,Afghanistan,Sweden,(1) L898902C3. (2) X1234567,"
    "Sweden,Libya,Individual,Primary name,,Example Regime,04/05/2020,9001\r\n"
    "Anushka,,,,,,,,,00/00/1975,,,,,,,Individual,AKA,Low,Example Regime,04/05/2020,9001\r\n"
)

CANADA: Final = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<data-set xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><record><Country>Example / Exemple</Country>
<LastName>ERIKSSON</LastName><GivenName>Anna Maria</GivenName>
<Aliases>Anja Eriksson, Hanna Eriksson; Russian: Анна Эрикссон</Aliases>
<DateOfBirthOrShipBuildDate>1974-08-12</DateOfBirthOrShipBuildDate><Schedule>1, Part 1</Schedule><Item>7</Item>
<DateOfListing>2020-05-04</DateOfListing></record>
<record><Country>Example / Exemple</Country><EntityOrShip>Sea Star</EntityOrShip><ShipIMONumber>9123456</ShipIMONumber>
<Item>8</Item><DateOfListing>2020-05-04</DateOfListing></record></data-set>"""

SECO: Final = """<?xml version="1.0" encoding="UTF-8"?>
<swiss-sanctions-list date="2026-01-02" list-type="full-list">
<sanctions-program ssid="1"><program-key lang="eng">EX1</program-key><program-name lang="eng">Example</program-name>
<sanctions-set ssid="11" lang="eng">Annex</sanctions-set></sanctions-program>
<target ssid="101" sanctions-set-id="11"><foreign-identifier>XXi.001</foreign-identifier><individual sex="female">
<identity ssid="201" main="true"><name ssid="301" name-type="primary-name" quality="good">
<name-part order="1" name-part-type="title"><value>Minister</value></name-part>
<name-part order="3" name-part-type="family-name"><value>ERIKSSON</value>
<spelling-variant lang="rus" script="Cyrl">ЭРИКССОН</spelling-variant></name-part>
<name-part order="2" name-part-type="given-name"><value>Anna Maria</value>
<spelling-variant lang="rus" script="Cyrl">Анна</spelling-variant></name-part></name>
<name ssid="302" name-type="alias" quality="low"><name-part order="1" name-part-type="whole-name"><value>Anushka</value>
</name-part></name>
<nationality ssid="401"><country iso-code="SE">Sweden</country></nationality>
<day-month-year ssid="501" day="12" month="8" year="1974"/><day-month-year ssid="502" year="1975"/>
<place-of-birth ssid="601" place-id="701"/>
<identification-document ssid="801" document-type="passport"><number>L898902C3</number><issuer code="SE">Sweden</issuer>
<expiry-date>2027-07-18</expiry-date></identification-document></identity><justification ssid="9">Invented.</justification>
</individual><modification modification-type="listed" effective-date="2020-05-04" publication-date="2020-05-04"/></target>
<target ssid="102" sanctions-set-id="11"><individual><identity main="true"><name name-type="primary-name" quality="good">
<name-part order="1" name-part-type="whole-name"><value>Gone Away</value></name-part></name></identity></individual>
<modification modification-type="listed" effective-date="2010-01-01"/>
<modification modification-type="de-listed" effective-date="2020-01-01"/></target>
<place ssid="701"><location>Kabul</location><country iso-code="AF">Afghanistan</country></place></swiss-sanctions-list>"""

AUSTRALIA: Final = (
    "Reference,Name of Individual or Entity,Type,Name Type,Alias Strength,Date of Birth,Place of Birth,Citizenship,Address,"
    "Additional Information,Listing Information,IMO Number,Committees,Control Date,Instrument of Designation,"
    "Targeted Financial Sanction,Travel Ban,Arms Embargo,Maritime Restriction\n"
    '101a,Anushka,Individual,AKA,Weak,12/08/1974,"Kabul, Afghanistan",Swedish,,,,,Example,4/05/2020,,Yes,Yes,,\n'
    '101,Anna Maria ERIKSSON,Individual,Primary Name,,a) 12/08/1974 b) circa 1975,"Kabul, Afghanistan",Swedish,'
    '"Tripoli, Libya",Invented.,,,Example,4/05/2020,,Yes,Yes,,\n'
    "101b,Анна Эрикссон,Individual,Original Script,,,,,,,,,Example,4/05/2020,,Yes,Yes,,\n"
    "102,Sea Star,Vessel,Primary Name,,,,,,,,9123456,Example,,,,,,Yes\n"
)

OPENSANCTIONS_CSV: Final = (
    '"id","schema","name","aliases","birth_date","countries","addresses","identifiers","sanctions","phones","emails",'
    '"program_ids","dataset","first_seen","last_seen","last_change"\n'
    '"Q1","Person","Anna Maria ERIKSSON","Anja Eriksson;Анна Эрикссон","1974-08-12;1975","se;af","Tripoli","L898902C3",'
    '"Example - 2020-05-04","","","EX1","Example list","2020-05-05","2026-01-02","2025-01-01"\n'
    '"Q2","Vessel","Sea Star","","","","","9123456","","","","","Example list","","",""\n'
)

_FTM: Final = (
    {"id": "s1", "schema": "Sanction", "properties": {"entity": ["Q1"], "programId": ["EX1"], "startDate": ["2020-05-04"],
     "endDate": ["2030-05-03"], "provisions": ["Travel ban"], "reason": ["Invented."]}},
    {"id": "Q1", "schema": "Person", "target": True, "caption": "Anna Maria ERIKSSON", "properties": {
        "name": ["Anna Maria ERIKSSON", "Анна Эрикссон"], "lastName": ["Eriksson"], "firstName": ["Anna Maria"],
        "weakAlias": ["Anushka"], "previousName": ["Anna Lind"], "birthDate": ["1974-08-12", "1975"],
        "birthPlace": ["Kabul"], "birthCountry": ["af"], "nationality": ["se"], "country": ["ly"], "gender": ["female"],
        "topics": ["sanction"], "position": ["Minister"]}},
    {"id": "p1", "schema": "Passport", "properties": {"holder": ["Q1"], "number": ["L898902C3"], "country": ["se"],
     "endDate": ["2027-07-18"]}},
    {"id": "Q3", "schema": "Person", "target": False, "properties": {"name": ["A Relative"]}},
    {"id": "s3", "schema": "Sanction", "properties": {"entity": ["Q9"]}},
    {"id": "Q4", "schema": "Vessel", "target": True, "properties": {"name": ["Sea Star"]}},
)  # fmt: skip
OPENSANCTIONS_FTM: Final = "".join(json.dumps(entity, ensure_ascii=False) + "\n" for entity in _FTM)

_RED: Final = {
    "entity_id": "2026/1", "forename": "ANNA MARIA", "name": "ERIKSSON", "date_of_birth": "1974/08/12", "sex_id": "F",
    "nationalities": ["SE"], "place_of_birth": "Kabul", "country_of_birth_id": "AF", "distinguishing_marks": "None known",
    "arrest_warrants": [{"issuing_country_id": "LY", "charge": "Fraude", "charge_translation": "Fraud"}],
    "_links": {"self": {"href": "https://example.org/notices/v1/red/2026-1"}},
}  # fmt: skip
_YELLOW: Final = {
    "entity_id": "2026/2", "forename": "-", "name": "LIND", "date_of_birth": "2015", "nationalities": ["SE", "NO"],
    "_links": {"self": {"href": "https://example.org/notices/v1/yellow/2026-2"}}, "something": ["new"],
}  # fmt: skip
INTERPOL: Final = json.dumps({"total": 2, "query": {"page": 1}, "_embedded": {"notices": [_RED, _YELLOW]}}, indent=1)
INTERPOL_LINES: Final = json.dumps(_RED) + "\n" + json.dumps(_YELLOW) + "\n"

LOST_DOCUMENTS: Final = (
    "document_number,document_type,issuing_country,status,date\n"
    "L898902C3,Passport,SWE,stolen,2020-05-04\n"
    "AB 123-45,Identity card,Libya,,2021\n"
    "???,Passport,SWE,lost,\n"
)

UN: Final = """<?xml version='1.0' encoding='UTF-8'?><CONSOLIDATED_LIST dateGenerated='2026-01-02'><INDIVIDUALS><INDIVIDUAL>
<DATAID>101</DATAID><FIRST_NAME>Anna</FIRST_NAME><SECOND_NAME>Maria ERIKSSON</SECOND_NAME>
<NAME_ORIGINAL_SCRIPT>Анна Эрикссон</NAME_ORIGINAL_SCRIPT>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Anushka</ALIAS_NAME><NOTE>born 1975</NOTE></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1974-08-12</DATE></INDIVIDUAL_DATE_OF_BIRTH>
</INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>"""

OFAC_CSV: Final = (
    '101,"ERIKSSON, Anna Maria","individual","EX1",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 12 Aug 1974; alt. DOB 1975; '
    "Passport L898902C3 (Sweden); Gender Female; a.k.a. 'ANUSHKA'.\"\r\n"
    '102,"SEA STAR","vessel","EX1",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a'
)

CSV: Final = (
    "id,name,surname,given_names,alias_kind,birth_date,nationality,sex,document_number\n"
    "101,,ERIKSSON,Anna Maria,,1974-08-12; 1975,Sweden,F,L898902C3\n"
    "103,Jane Roe,,,,,,,\n"
    "101,Анна Эрикссон,,,original_script,,,,\n"
    "101,Anushka,,,weak,,,,\n"
)

SAMPLES: Final[dict[str, tuple[str, str]]] = {  # format -> name of the file, content
    "un": ("un.xml", UN),
    "ofac_csv": ("sdn.csv", OFAC_CSV),
    "csv": ("national.csv", CSV),
    "ofac_xml": ("sdn.xml", OFAC_XML),
    "ofac_advanced": ("sdn_advanced.xml", OFAC_ADVANCED),
    "ofac_enhanced": ("sdn_enhanced.xml", OFAC_ENHANCED),
    "eu_xml": ("eu.xml", EU_XML),
    "eu_csv": ("eu.csv", EU_CSV),
    "eu_journal": ("32099R0001.csv", EU_JOURNAL),
    "uk": ("uk.xml", UK_XML),
    "canada": ("sema.xml", CANADA),
    "seco": ("seco.xml", SECO),
    "australia": ("dfat.csv", AUSTRALIA),
    "opensanctions_csv": ("targets.simple.csv", OPENSANCTIONS_CSV),
    "opensanctions_ftm": ("entities.ftm.json", OPENSANCTIONS_FTM),
    "interpol": ("red.json", INTERPOL),
    "lost_documents": ("sltd.csv", LOST_DOCUMENTS),
}
