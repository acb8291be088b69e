#pragma once

namespace cityflux {

/// Header line of a table of totals as CSV, written out so that tests do not rest on the writer.
inline constexpr const char* totals_csv_header
    = "city_id,city,inventory,species,sector,period,value,unit,lower,upper,edge_share,valid_share,"
      "flag\n";

} // namespace cityflux
