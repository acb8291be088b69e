#pragma once

#include "pipeline/tables/energy_factors.h"
#include "pipeline/tables/observation.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// An amount of a fuel, of heat or of electricity that a city used in a year.
struct EnergyUse {
    std::string city;
    int year = 0;
    std::string fuel; ///< as the table names it
    double amount = 0.0;
    std::string unit;
    std::string place; ///< file and row
};

/// Reads a CSV table, or a spreadsheet of one sheet, with the columns fuel, unit and amount, and city and year where these are
/// not given for all rows ("" and 0). A blank amount is missing and gives nothing. Throws InputError naming file and row, also
/// for a column that is not known and for an amount below 0.
std::vector<EnergyUse> read_energy_uses(const std::filesystem::path& file, const std::string& city, int year);

/// Which factor of electricity is meant.
struct GridChoice {
    std::string grid; ///< "" for none
    int year = 0; ///< 0: that of the amount
};

/// CO2 of energy used, and how it was made.
struct EnergyEmissions {
    /// In t CO2: a sector for each fuel, then "total" (all that is burned in the city, scope 1), "scope 2" (bought electricity
    /// and heat) and "scope 1+2". A fuel without a factor is NaN, flagged `no-factor`; the sums it is missing from are flagged
    /// `incomplete`.
    std::vector<Observation> observations;
    std::vector<std::string> trace; ///< amount, factor and its source of each value
    std::vector<std::string> shortcomings; ///< fuels without a factor, each a sentence
};

/// Amounts times factors; the first factor that answers to the name of a fuel counts. An amount in another unit than its factor
/// is changed, where it is of another kind through the factor's heat (tce, GJ). `inventory` is the source of the observations.
/// Throws InputError for a unit that cannot be read.
EnergyEmissions energy_emissions(const std::vector<EnergyUse>& uses, const std::vector<EnergyFactor>& factors,
    const GridChoice& choice, const std::string& inventory);

} // namespace cityflux
