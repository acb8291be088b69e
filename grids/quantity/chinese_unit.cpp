#include "grids/quantity/chinese_unit.h"

#include "grids/text/spelling_rules.h"
#include "grids/text/words.h"

#include <utility>

namespace cityflux {

std::string latin_unit_words(std::string text)
{
    if (is_ascii(text)) {
        return text;
    }
    static const SpellingRules rules {
        { "／", "/" },
        { "％", "%" },
        { "₂", "2" },
        // Longer words come first: 标准煤 before 吨, 人民币 before 人, 千克 before 克.
        { "吨标准煤|吨标煤", " tce " },
        { "人民币元|人民币", " CNY " },
        { "美元", " USD " },
        { "(百万)千焦", " GJ " },
        { "千瓦(·)?(小)?时", " kWh " },
        { "平方公里|平方千米", " km2 " },
        { "平方米", " m2 " },
        { "立方米", " m3 " },
        { "公顷", " ha " },
        { "二氧化碳当量|二氧化碳|当量", "" },
        { "(公吨|吨)碳", " tC " },
        { "公吨|吨", " t " },
        { "千克|公斤", " kg " },
        { "微克", " ug " },
        { "毫克", " mg " },
        { "克", " g " },
        { "小时", " hour " },
        { "秒", " s " },
        { "元", " CNY " },
        { "人口|人", " inhabitant " },
        { "年", " year " },
        { "月", " month " },
        { "日|天", " day " },
        { "网格|格网|格点|栅格", " cell " },
        { "每", "/" },
    };
    return rules.applied(std::move(text));
}

std::string latin_multipliers(std::string text)
{
    if (is_ascii(text)) {
        return text;
    }
    // A power belongs to the unit, not to the multiplier: 亿m³ is 1e8 m3, t 万m-2 is t per 1e4 m2.
    static const SpellingRules rules {
        { R"((百万|万亿|亿|万|千)\s*([A-Za-z]+)\s*(\^|\*\*)?-([0-9]+))", "($1 $2^$4)^-1" },
        { R"((百万|万亿|亿|万|千)\s*([A-Za-z]+)⁻((¹|²|³|⁴)))", "($1 $2$3)^-1" },
        { R"((百万|万亿|亿|万|千)\s*([A-Za-z0-9]+((\^|\*\*)[0-9]+|¹|²|³|⁴)?))", "($1 $2)" },
        { "\\(百万 ", "(1e6 " },
        { "\\(万亿 ", "(1e12 " },
        { "\\(亿 ", "(1e8 " },
        { "\\(万 ", "(1e4 " },
        { "\\(千 ", "(1e3 " },
    };
    return rules.applied(std::move(text));
}

} // namespace cityflux
