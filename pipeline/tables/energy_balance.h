#pragma once

#include "grids/text/message.h"
#include "pipeline/tables/energy_factors.h"
#include "pipeline/tables/observation.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Amount of a fuel, heat or electricity that a city used in a year.
struct EnergyUse {
    std::string city;
    int year = 0;
    std::string fuel; ///< name in the table
    double amount = 0.0; ///< NaN if the field is blank
    std::string unit;
    std::string place; ///< file and row
};

/// Reads a CSV table, or a spreadsheet with one sheet, with the columns fuel, unit and amount.
/// Columns city and year are required unless `city` and `year` set them for all rows ("" and 0: not
/// set). A blank amount is NaN. Throws InputError, with file and row, also on an unknown column and
/// on an amount below 0.
std::vector<EnergyUse> read_energy_uses(
    const std::filesystem::path& file, const std::string& city, int year);

/// Choice of the electricity factor.
struct GridChoice {
    std::string grid; ///< "" for none
    int year = 0; ///< 0: year of the amount
};

/// CO2 of the energy used, with its computation.
struct EnergyEmissions {
    /// Values in t CO2 by sector: first each fuel, then "total", "scope 2" and "scope 1+2". "total"
    /// is burned in the city (scope 1), "scope 2" is bought electricity and heat. A fuel without a
    /// factor is NaN with the flag `no-factor`, one with a blank amount NaN with `no-value`. Sums
    /// without it have the flag `incomplete`, and are NaN if none of their fuels is known.
    std::vector<Observation> observations;
    std::vector<std::string> trace; ///< amount, factor and source of each value
    std::vector<Message> incomplete; ///< fuels without an amount or a factor
};

/// Multiplies amounts by factors. Uses the first factor with the fuel's name and, if it depends on
/// a grid, with the chosen grid and year. An amount is converted to the factor's unit. If the kinds
/// of units differ, it is converted by the factor's heat (tce, GJ). `inventory` is the source of
/// the observations. Throws InputError on a unit that cannot be read.
EnergyEmissions energy_emissions(const std::vector<EnergyUse>& uses,
    const std::vector<EnergyFactor>& factors, const GridChoice& choice,
    const std::string& inventory);

} // namespace cityflux
