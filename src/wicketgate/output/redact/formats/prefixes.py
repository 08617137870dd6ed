"""How the tokens of vendors begin that give them a prefix and a length of their own."""

from __future__ import annotations

import re

PREFIXES = re.compile(
    r"(?i)gh[pousr]_|github_pat_|gl(?:pat|dt|rt|ptt|oas|soat|ft|imt|agent|cbt|ffct|wt)-|npm_|pypi-AgE|rubygems_|dckr_[po]at_"
    r"|A(?:KIA|SIA)[0-9A-Z]{8}|AIza|GOCSPX-|do[opr]_v1_|xox[abceoprsd]-|xapp-\d|sk_live_|rk_live_|sk_test_|SG\.|shp(?:at|ca|pa|ss)_"
    r"|sq0[a-z]{3}-|sk-ant-|sk-proj-|sk-or-v|hf_[A-Za-z0-9]{20}|r8_|gsk_|pplx-|xai-|dapi[0-9a-f]{8}|pscale_|dp\.[a-z]{2,5}\.|hv[sbr]\."
    r"|pul-|NRAK-|glsa_|glc_|sntry[us]_|dt0[a-z]\d\d\.|PMAK-|lin_api_|ntn_|figd_|ATATT3|ATBB|sq[apu]_|sgp_|fo1_|sbp_|nf[pcoub]_"
    r"|HRKU-|LTAI|EZ[AT]K|duffel_|shippo_|FLWSECK|xkeysib-|pat-[a-z]{2}\d-|tfp_|CFPAT-|rdme_|pnu_|phx_|tskey-|ops_eyJ|AGE-SECRET"
    r"|bk[a-z]{2,3}_|CCI(?:PAT|PRJ)_|CLOJARS_|cio[A-Za-z0-9]{20}|fio-u-|RGAPI-|rootly_|nvapi-|tvly-|lsv2_|pcsk_|apify_|ico-|p8e-"
    r"|AKID[0-9A-Za-z]{20}|waka_|sk\.eyJ|EAAC|ATTA|oy2[a-z0-9]{30}|AVNS_|AKC[a-z0-9]|api-[0-9a-f]{8}-|sdk-[0-9a-f]{8}-|key-[0-9a-f]{8}|secret_[A-Za-z0-9]{20}"
)
"""How documented tokens begin: what begins so is judged by its own format alone."""
