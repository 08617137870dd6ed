"""Last labels of host names, as programs that make links of bare names know them. Data."""

from __future__ import annotations

NAMES = """
    from import annotations TLDS com net org edu gov mil int arpa info biz name pro mobi jobs tel asia cat coop
    aero museum post travel xxx app dev page web site online store shop tech cloud space website live world today
    news blog email link click help support services solutions systems network digital agency studio design media
    group team company expert guide academy school center community social chat video photos pics gallery art
    music games game fun bet casino poker bank finance financial money cash loan loans credit insurance tax legal
    law health care doctor clinic fitness life top xyz icu vip club win bid date download racing review stream
    trade party science work cricket accountant faith men gdn wang ren kim one ooo zone host hosting press run
    rocks ninja guru tips tools software codes security direct express delivery supply supplies parts repair auto
    car cars bike boats homes house land estate properties rent rentals holiday vacations tours flights hotel
    restaurant cafe pizza bar beer wine kitchen recipes sale deals discount bargains promo best cheap gratis gift
    gifts market markets marketing ventures capital partners global international earth city town london paris
    berlin tokyo nyc africa moscow swiss eu uk us ca au nz ie de fr es it pt nl be lu ch at se no dk fi is ee lv
    lt cz sk hu ro bg gr tr ru ua by kz uz ge am az il ae sa qa kw om ir iq jo lb sy eg ma dz tn ly za ng ke gh tz
    ug zm zw ao mz ci sn cm et in pk bd lk np th vn my sg id ph hk tw kr jp cn mo kh mn af mx br ar cl co pe ve ec
    bo uy cr pa gt hn sv ni cu do jm tt pr io me tv ws fm gg to tk ga cf gq nu su sx sc vc ag ac im je li mc sm va
    ad al ba mk si hr xk cy mt gl fo gi vg ai tl vu sb ki nr fj nc pf wf ck nf cx pw gu test example invalid onion
    local internal
"""
FILES = """
    md rs sh py pl js ts mjs jsx tsx go rb java kt cs vb fs lua php html htm css scss
    json yaml yml toml ini cfg conf xml csv tsv txt log doc docx xls xlsx ppt pptx odt ods pdf png jpg jpeg gif
    svg webp ico mov mp zip gz tar tgz bz rar iso exe dll bin dat db sql bak tmp lock env cc hh cpp hpp ps so la
    ml mm st ms as swift scala ipynb proto gradle bat
"""
TLDS = frozenset(NAMES.split())
"""Generic and country labels that are not mostly the ends of files' names."""
EXTENSIONS = frozenset(FILES.split())
"""Last labels that also end the names of files: without a path behind them they are taken for a file."""
