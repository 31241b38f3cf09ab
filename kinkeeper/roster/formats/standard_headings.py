"""The headings that each format has of its own, beside those that are read.

What they hold is known from the formats' own papers, and nothing of it says who may see a child:
they are listed as not read, and nobody is asked about them. Cells that do speak of rights are asked
about all the same (`unread`). Written as `fold_heading` leaves them.
"""

from kinkeeper.roster.text.word_list import listed

# 1EdTech OneRoster 1.0 to 1.2, CSV binding: all its files.
ONEROSTER = listed("""
    sourcedid status datelastmodified propertyname value title type startdate enddate
    parentsourcedid schoolyear grades coursesourcedid classcode classtype location schoolsourcedid
    termsourcedids subjects subjectcodes periods schoolyearsourcedid coursecode orgsourcedid
    orgsourcedids sex americanindianoralaskanative asian blackorafricanamerican
    nativehawaiianorotherpacificislander white demographicracetwoormoreraces
    hispanicorlatinoethnicity countryofbirthcode stateofbirthabbreviation cityofbirth
    publicschoolresidencestatus birthdate classsourcedid usersourcedid role roletype primary
    begindate userprofilesourcedid identifier name enableduser username userids givenname familyname
    middlename email sms phone agentsourcedids agents password usermasteridentifier
    resourcesourcedids preferredgivenname preferredmiddlename preferredfamilyname
    primaryorgsourcedid pronouns profiletype vendorid applicationid description credentialtype
    metadatatype lineitemsourcedid studentsourcedid scorestatus score scoredate comment assigndate
    duedate categorysourcedid gradingperiodsourcedid resultvaluemin resultvaluemax weight importance
    roles vendorresourceid resourcesourcedid modifieddate
""")
# Microsoft School Data Sync, 1 and 2.1.
SDS = ONEROSTER | listed("""
    sisid name schoolsisid sectionname username firstname lastname grade sectionsisid
    secondaryemail studentnumber middlename graduationyear mailingaddress mailingcity mailingstate
    mailingzip mailingcountry mailinglatitude mailinglongitude resstate number principalsisid
    principalname lowestgrade highestgrade zone address city state zip country termsisid termname
    termstartdate termenddate coursesisid coursename coursedescription coursenumber coursesubject
    periods sectionnumber statusid teachernumber title qualification activedirectorymatchid
    sessionsourcedids sessionsourcedid isprimary rolestartdate roleenddate usersourcedid
    relationshipusersourcedid relationshiprole email phone role code preferredgivenname
    classsourcedid orgsourcedid flag demographics
    id dfenumber schooldfenumber sectionid
""")
# Canvas SIS imports: users, observers, enrolments, courses, sections, terms, accounts.
CANVAS = listed("""
    userid integrationid loginid password sshapassword authenticationproviderid firstname lastname
    fullname sortablename shortname email pronouns declaredusertype canvaspasswordnotification
    homeaccount status observerid studentid courseid rootaccount rolesid role roleid sectionid
    associateduserid limitsectionprivileges notify startdate enddate longname accountid termid
    courseformat blueprintcourseid gradepassbackassignment homeroomcourse friendlyname name
    parentaccountid migrateddate overrideid templatecourse temporaryenrollmentsourceuserid
    temporaryenrollmentpairingid
""")
# Clever's SFTP files.
CLEVER = listed("""
    schoolid schoolname schoolnumber stateid lowgrade highgrade principal principalemail
    schooladdress schoolcity schoolstate schoolzip schoolphone studentid studentnumber lastname
    middlename firstname grade gender graduationyear dob race hispaniclatino homelanguage ellstatus
    frlstatus iepstatus studentstreet studentcity studentstate studentzip studentemail
    contactrelationship contacttype contactname contactphone contactphonetype contactemail
    contactsisid username password unweightedgpa weightedgpa teacherid teachernumber teacheremail
    title sectionid name sectionnumber subject coursename coursenumber coursedescription period
    termname termstart termend teacher2id teacher3id teacher4id teacher5id teacher6id teacher7id
    teacher8id teacher9id teacher10id staffid staffemail department role
""")
# PowerSchool's data set of contacts. Living with a pupil and fetching it from school are facts of
# everyday life there; legal guardianship and custody, which it has too, are read.
POWERSCHOOL = listed("""
    newcontactidentifier contactid prefix firstname middlename lastname suffix gender employer
    isactive emailaddress emailtype isprimaryemailaddress phonetype phonenumberasentered ispreferred
    issms phonenumberpriorityorder studentnumber contactpriorityorder relationshiptype
    contactliveswith contactallowschoolpickup contactisemergencycontact isemergencycontact
    contactreceivesmail contactreceivesmailings receivesmail addresstype
    street linetwo unit city state postalcode country addresspriorityorder addressstartdate
    addressenddate originalcontacttype
    stateprovinceid extension
""")
# Moodle's upload of users.
MOODLE = listed("""
    username password firstname lastname email idnumber phone1 phone2 lang auth mnethostid country
    city institution department address timezone mailformat maildisplay maildigest htmleditor
    autosubscribe description url icq skype aim yahoo msn theme interests middlename
    firstnamephonetic lastnamephonetic alternatename oldusername deleted suspended calendartype
    emailstop course1 course2 course3 course4 course5 type1 type2 type3 role1 role2 role3 group1
    group2 group3 enrolperiod1 enrolstatus1 enroltimestart1 cohort1 cohort2 cohort3 sysrole1
    category1 categoryrole1
""")
# SIECLE: what its documents say of people beside names and addresses. Who houses or pays for a
# pupil is no right; NIVEAU_RESPONSABILITE and RESP_LEGAL are read.
SIECLE = listed("""
    lccivilite llcivilite telpersonnel telprofessionnel acceptesms adresseid codeprofession
    communicationadresse respfinancier perspaiment perscontact paiefraisscolaires hebergeeleve
    acontacterenpriorite percoitlesaides ligne2adresse ligne3adresse ligne4adresse codepays llpays
    codedepartement codecommuneinsee llcommuneinsee communeetrangere adresses codestatut codesexe
    codemef coderegime idnational elenoet ideleveetab prenom2 prenom3 doublement codemotifsortie
    dateentree villenaiss codecommuneinseenaiss codedepartementnaiss codepaysnaiss coderegime
""")
# The Common Transfer File of English schools: of a contact all but who and how to reach them.
CTF = listed("""
    order title gender middlenames addressassignedaspupils
""")
ONDE = listed("civilitéresponsable téléphonetravail numérodeposte")
# Wonde: with whom a pupil lives and who pays is said of everyday life, and is no right.
WONDE = listed("""
    relationshippriority relationshipbillpayer relationshipliveswithpupil relationshipemailbills
    misid upi title initials middlenames gender createdatdate createdattimezonetype
    createdattimezone updatedatdate updatedattimezonetype updatedattimezone
    dateofbirthtimezonetype dateofbirthtimezone
""")
# Schulconnex.
SCHULCONNEX = listed("""
    personvertrauensstufe personlokalisierung personenkontextorganisationkennung revision
    organisationid organisationkennung organisationtyp
""")
# IMS Enterprise.
IMS = listed("""
    recstatus sourcedidsource useridtype useridauthenticationtype namenickname demographicsgender
    rolestatus idtype
""")
