/** Messages as people write them, one a line or between bars. */
const lines = (text: string): string[] =>
	text
		.split(/[\n|]/)
		.map((line) => line.trim())
		.filter((line) => line !== '');

/** That ask the line for a call. */
export const calls = lines(`
	call me
	Call me back pls
	CALL ME!!
	please call me
	Can you call me?
	beep
	flash me
	callback
	rappelle-moi
	Rappelez moi svp
	RAPPEL
	appelle moi
	Appelez-moi s'il vous plaît
	bip
	BIP BIP
	bipe moi
	Je veux être rappelé
`);

/** That ask for no more messages. */
export const stops = lines(`
	STOP
	stop
	Stop.
	STOP!
	STOP !!!
	stop stop
	Stop svp. Stop!!
	Arrêtez svp, ne m'écrivez plus
	STOP 1 svp
	STOP STOP STOP!!!
	s.t.o.p
	S T O P
	STOOOP
	stopp
	*STOP*
	"STOP"
	« STOP »
	(stop)
	stop)
	STOP :)
	STOP 😡
	ＳＴＯＰ
	stop svp
	Stop, s'il vous plaît
	STOP S’IL VOUS PLAIT
	Stop s´il te plait.
	stop merci
	Bonjour, stop svp, merci
	Svp stop
	ok stop
	oui stop
	Stop maintenant
	please stop
	Please STOP now!
	stop pls
	stop abeg
	I beg you stop
	Hello please stop thank you
	STOP 1
	stop 36105
	STOP au 36105
	Stop to 1234
	Stop sms
	stop messages
	STOP ALL
	StopAll
	stopper
	STOPPE
	Arrêt
	ARRET
	Arrêt.
	ARRÊTER
	arreter
	areter
	Arretter
	arrêtez
	Arrêtez svp!
	Arre\u0302t
	arrêt sms
	Arrêtez vos messages svp
	arretez de m'ecrire
	Ne m’écrivez plus
	ne m'envoyez plus de messages svp
	Je ne veux plus de messages
	je ne veux plus recevoir de sms merci
	Désabonner
	DESABONNER
	Désabonnez-moi svp
	me désabonner
	desabonement
	Désinscription
	unsubscribe
	UNSUBSCRIBE ME PLEASE
	Unsuscribe
	opt-out
	OPT OUT
	OptOut
	Revoke
	stop texting me
	Please stop sending me messages
	don't text me
	Dont text me please
	do not contact me
	No more messages
	remove my number
	gyae
	Gyae!
	gya3
	Mesr3 wo gyae
	mepa wo kyɛw, gyae
	Mepa wo ky3w gyae
	tɔte
	T)te
	taflatsɛ tɔte
	lalɔ
	lalᴐ
	a dabila sabari
	djran
	N'kpata wɔ djran
	Yalsgo
	Kabre yalsgo
`);

/** That ask for messages again. */
export const starts = lines(`
	START
	Start
	start!
	START svp
	please start again
	restart
	Unstop
	subscribe
	Opt in
	Commencer
	RECOMMENCER
	Démarrer
	demarrer svp
	Reprendre
	reprendre les messages
	Réabonner
	Réabonnez-moi merci
	s'abonner
	hyɛ aseɛ
	hy3 as33
	dze egɔme
	dze egᴐme
	daminɛ
	bo i bo
	n sɩnge
	n sιnge
`);

/** That ask for the help lines. */
export const helps = lines(`
	AIDE
	Aide!
	aide svp
	Aidez-moi
	aidez moi svp
	AIDEZ NOUS VITE
	à l'aide
	A L’AIDE !!!
	Besoin d'aide
	j'ai besoin d’aide svp
	au secours
	AU SECOURS!!
	Secours
	SOS
	Au secours, aidez-moi !
	Help me please I need help
	S.O.S.
	sos sos sos
	Urgence
	sauvez moi
	HELP
	help me
	Help me please
	HELP HELP
	heeelp
	I need help
	we need help now
	emergency
	boa me
	Boa me mepa wo kyɛw
	mmoa
	mmoa!
	kpekpeɖeŋu
	kpekpedenu
	kpekpeđenu
	dɛmɛ
	d3m3
	N dɛmɛ sabari
	wuka
	uka mi
	Songé
	so\u0303ngre
`);

/** That tell or answer something. */
export const told = lines(`
	ils ne veulent pas arrêter le travail de l'enfant
	stop the man who beats my child
	Stop child labour
	STOP au travail des enfants
	Stop à la violence
	stop violence
	Please stop him
	stop it from happening to my brother
	he will not stop
	they stopped school
	il faut arreter ça
	arrêter le patron
	la police a arrêté mon père
	Il a arrêté l'école
	mon fils a arreté l'ecole en CM2
	arrêtez-le
	l'enfant ne va plus à l'école
	je veux arrêter
	je veux arrêter de travailler
	je veux plus de messages
	plus de messages
	bus stop
	arret de bus
	à l'arrêt du car
	non stop
	no stop
	ne stop pas
	don't stop
	stop aide
	help stop
	start stop
	STOP 0707123456
	stop 12 sacs
	stop enfant 12
	stop age 9
	stop 1 2
	stop au travail 1
	2 stop
	help 1
	aide 2
	start 1
	aide mon enfant
	aidez cet enfant svp
	aide à domicile
	l'aide du village
	help my sister she is beaten
	Please help the boys on the farm
	I help my father on the farm
	j'aide mon père au champ
	besoin d'argent
	we need help with school fees
	leave me alone
	save my child
	the work starts at 5
	commencer le travail à 5h
	le travail commence
	Gyae no
	me papa boa
	boa
	ɔhwe me
	to
	tɔ
	basse
	END | end | QUIT | CANCEL | Quitter | EXIT | annuler | fin | finir | retour | back | menu | suite
	continuer | INFO | infos | OUI | oui | Oui merci | NON | non merci | YES | yes please | NO | no thanks
	ok | d'accord | aane | daabi | awɔ | ayi | ao | merci | Merci beaucoup | thank you | bonjour | hello
	svp | please | 0 | 1 | 3 | 9 | 98 | 99 | 3) | 33 | *123# | 13 ans | 2604 | Soubré | Méagui | San Pedro
	Kofi | moi | mon enfant | machette | ? | !!! | ... | 😀
`);
