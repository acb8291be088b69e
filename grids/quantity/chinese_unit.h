#pragma once

#include <string>

namespace cityflux {

/// Returns the words of a Chinese unit in the spelling of UDUNITS-2, in spaces: "t" for 吨, "tC"
/// for 吨碳, "kg" for 千克, "km2" for 平方公里, "year" for 年, "/" for 每. The multipliers 千,
/// 百万, 万 and 亿 remain, because they belong to the unit behind them.
std::string latin_unit_words(std::string text);

/// Returns the multipliers before a unit as factors: "(1e4 t)" for "万 t".
std::string latin_multipliers(std::string text);

} // namespace cityflux
