"""Vendors whose tokens bear no prefix: their names, and the shape their API references document.

`h` is hex, `a` letters and digits, `l` lower case and digits, `u` upper case and digits, `w` base64url, `d` digits,
each with its number; `g` is a UUID. A token of the shape under a name with the vendor's in it and a word for secrets
is found; one a few characters off is not.
"""

from __future__ import annotations

import re

TABLE = """
abstract h32, adafruit l32, adzuna h32, aftership h32, agora h32, airship a91, airvisual g, alconost a32
alegra l20, aletheia l32, allsports h64, amadeus a32, ambee h64, anypoint g, apacta h64, apiflash h32
apilayer a32, apiscience a36, apitemplate a39, appfollow a20, appointedd w88, appsynergy l64, apptivo a36
artsy h32, atera h32, audd h32, autodesk a32, autoklose a32, avaza a64, aylien h32, ayrshare u31, bannerbear a22
baremetrics a25, beebole h40, besttime a36, billomat h32, bitbar l32, bitly h40, bitmex a24, blablabus a22
blazemeter a20, blitapp a39, blogger a39, bombbomb a64, boostnote h64, borgbase a148, brandfetch a40
browshot a28, buddyns l36, bugherd l22, bulbul l32, bulksms w29, buttercms h40, caflou a155, calendarific h40
calendly a64, calorieninja a40, campayn h40, cannyio g, capsulecrm w64, caspio h64, cexio a24, chartmogul h32
chatbot w32, chatfule a128, checio l40, checklyhq g, checkvist a14, cicero h40, clearbit a35, clickhelp a24
clicksend g, clinchpad h32, clockify a48, clockworksms h40, closecrm w50, cloudconvert a40, cloudelements a43
cloudimage h30, cloudmersive g, cloudplan a32, cloverly h32, clustdoc a60, codemagic w43, codequiry a64
coinlayer h32, coinlib a16, column w32, commercejs h48, commodities a60, companyhub a20, contentstack l22
convertapi a16, convertkit w22, copper h32, couchbase a48, countrylayer h32, craftmypdf a35, cronitor h32
cryptocompare h64, currencycloud h64, currencyscoop h32, currentsapi w48, customerguru a50, customerio h20
d7network a43, dailyco h64, dandelion h32, dareboost a60, databox l21, datafire a64, datagov a40, deepai g
delighted a32, demio a32, deputy h32, detectify h32, detectlanguage h32, dfuse h32, diffbot h32, diggernaut h40
disqus a64, ditto g, dnscheck h32, docparser h40, documo a64, doppler a40, dotdigital a64, dovico l32
dronahq l50, duply h30, dwolla a50, dynalist w86, dyspatch u52, eagleeyenetworks a15, ecostruxureit a64
edamam h32, edenai a60, eightxeight a43, enablex a36, endorlabs a40, enigma a40, ethplorer a22
everhour h4-h4-h6-h6-h8, extractorapi h40, faceplusplus w32, fast_?forex h10-h10-h6, feedier a32, fetchrss w44
fileio a16, finage u32, financialmodelingprep a32, findl g, flatio a128, fleetbase a32, flightapi h24
flightlabs a200, flightstats h32, float a56, flowflu a51, fmfw w40, formbucket a40, formcraft a32, formio g
formsite a32, foursquare u48, front a160, gemini u20, gengo a64, geocode h32, geocodify h40, geocodio l39
geoipify a24, getgeoapi h40, getgist a64, getresponse l32, gitter h40, glassnode a27, gocanvas w64, goodday h32
gtmetrix h32, gumroad w43, gyazo w43, happyscribe a24, harvest a97, hellosign h64, helpcrunch a96, helpscout a56
hive a17, hiveage w20, holidayapi g, hybiscus w43, iconfinder a64, imagga h32, impala a46, instabot a32
instamojo h32, interseller h40, intra42 h64, intrinio a44, invoiceocean a20, ip2location u32, ipapi h32
ipquality a32, jotform h32, jumpcloud h40, juro a40, kanbantool u12, karmacrm a20, keenio h64, kickbox a64
klipfolio h40, languagelayer h32, lastfm h32, leadfeeder a43, lendflow a36, lessannoyingcrm w57, lexigram w301
linkpreview h32, liveagent l32, livestorm a200, loadmill g, loyverse h32, luno w43, madkudu h32, magnetic g
mailerlite h32, mailmodo a32, mailsac w43, mandrill w22, maxmind a16, meaningcloud h32, mediastack h32
meistertask w43, mesibo a64, metaapi a64, metabase g, metrilo h16, mite h16, mixmax g, moderation g
moonclerk h32, moosend g, moralis a64, mrticktock l24, mux w75, myfreshworks a22, myintervals h11, nasa a40
netcore h32, nethunt g, nicereply h40, nightfall a32, nimble a30, noticeable a20, notion a43, nozbeteams w83
nutritionix h32, oanda h24, omnisend h75, onedesk w64, onelogin h64, onwater a20, oopspam a40, opencagedata h32
opengraphr a80, openuv h32, openvpn a64, optidash h32, owlbot h40, packagecloud h48, pagarme a32, pandadoc h40
pandascore w51, paralleldots a43, partnerstack a64, passbase a128, pastebin a32, paydirt h32, paymo a44
paymongo a32, paystack h40, pdflayer h32, pdfshift h32, peopledatalabs h64, pepipost h32, percy h64
phonevalidator w36, photiary a30, pinata h64, pipedream h32, pivotaltracker h32, pixabay d8-h25
planviewleankit h128, planyo l62, podio a64, postageapp w32, postbacks a80, powrbot h40, privacy g, prodpad h64
prospectcrm w32, protocolsio h64, proxycrawl w22, purestake a40, pushbullet a34, qase h40, qualaroo w64
qubole a64, rapidapi w50, raven w16, rawg h32, readability a40, rebrandly h32, rechargepayments h64
repairshopr w51, reply_?io w24, restpack a48, rev a27, revamp w40, ritekit h44, roaring w28, rocketreach h32
roninapp a26, route4me u32, rownd h48, saladcloud w70, salesblink a16, salescookie a32, salesmate h32
satismeter w30, scalr w90, scraperapi h32, scrapestack h32, scrapfly h32, scrapingant l32, scrapingbee u80
screenshotlayer h32, scrutinizer h64, selectpdf g, semaphore h40, sentimentapi h20, serphouse a60, sheety h32
shipday a20, shotstack a40, shutterstock a32, signable a32, signalwire a50, signaturit a86, signupgenius a32
sigopt u48, simplesat h40, simplynoted a340, simvoly a33, sinch h32, sirv a88, skrapp a42, skybiometry l25
smartystreets a20, smooch w86, snipcart w75, solarwinds w71, speechtext h32, spoonacular h32, sportradar l24
sportsmonk a60, squareup w43, sslmate a36, statuscake a20, statuspage g, statuspal w50, stitchdata h40
stockdata a40, storecove w43, stormboard h40, stormglass g, storychief a80, streak h32, stripo a60, stytch w47
supernotes w43, surveyanyplace g, surveybot a80, surveymonkey w86, survicate a32, swell w32, swiftype w43
tallyfy w200, tatum g, taxjar h32, teamgate h40, teamwork a18, technicalanalysis u48, testingbot l32
textmagic a30, theoddsapi h32, thinkific h32, thousandeyes a32, ticketmaster a32, tickettailor a32
timezoneapi a20, tmetric u64, tomorrowio a32, tradier a28, travelpayouts h32, twelvedata h32, twist h46
tyntec a32, typetalk a64, ubidots a50, uclassify a12, unifyid w36, unplugg h64, upcdatabase u32, uplead h32
uploadcare h20, upwave h32, uservoice a22, vatlayer h32, verifier h96, verimail u32, veriphone u32
versioneye h40, viewneo a120, visualcrossing u25, voicegain w60, vouchery w36, vpnapi h32, vyte l50
walkscore h32, webscraper a60, webscraping a32, wepay w62, whatcms l60, whoxy h33, wistia h64, wit u32
workstack a60, worldcoinindex a35, wrike w70, youneedabudget w43, yousign h32, zenrows h40, zenscrape g
zenserp g, zeplin w43, zerobounce h32, zipbooks w40, zipcodeapi a64, zonkafeedback h32
"""
ALPHABETS = {
    "h": "[0-9a-fA-F]",
    "a": "[0-9A-Za-z]",
    "l": "[0-9a-z]",
    "u": "[0-9A-Z]",
    "w": "[0-9A-Za-z_-]",
    "b": "[0-9A-Za-z+/=]",
    "d": "[0-9]",
}
UUID = "(?i:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"


def written(shape: str) -> str:
    """Return one shape as RE2 syntax."""
    return UUID if shape == "g" else re.sub(r"([a-z])(\d+)", lambda part: f"{ALPHABETS[part[1]]}{{{part[2]}}}", shape)


VENDORS: tuple[tuple[str, str], ...] = tuple(
    (names, "|".join(map(written, shapes)))
    for names, *shapes in map(str.split, filter(str.strip, TABLE.replace("\n", ",").split(",")))
)
"""Each vendor's names and its tokens' shape, both RE2 syntax."""
