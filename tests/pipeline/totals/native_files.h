#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

// Year, months and lines of tables, as the files of all inventories share them.

using Files = std::vector<std::filesystem::path>;

/// The year on the files: a leap year, so that its length matters.
inline constexpr int written_year = 2012;
inline constexpr double written_year_days = 366.0;
inline constexpr double seconds_a_day = 86400.0;
inline constexpr std::size_t months = 12;

/// Fraction of the year's mass in a month of 1 to 12. Months differ: January has 1/78 of the year,
/// December 12/78.
double share_of_month(std::size_t month);
double days_of_month(std::size_t month);

/// Fraction of the mass of CO2 that is carbon.
inline constexpr double carbon_share = 12.0 / 44.0;

std::vector<double> scaled(std::vector<double> values, double factor);

/// Returns one line of a table of cells: two coordinates and a value.
std::string table_line(double a, double b, double value, char separator);

} // namespace cityflux
