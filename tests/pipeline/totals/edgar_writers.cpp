#include "tests/pipeline/totals/edgar_writers.h"

#include "tests/pipeline/totals/native_map.h"

#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using Type = NativeNetcdf::Type;

/// The variable of a file of EDGAR v8.
struct EdgarV8Variable {
    std::string ending; ///< of the file name
    std::string name;
    std::string unit;
    std::vector<double> values;
};

/// Writes the sum of all sectors in a year; `total` is the mass of the world in tonnes.
Files write_edgar_v8(
    const fs::path& folder, const Lattice& lattice, double total, const EdgarV8Variable& variable)
{
    const fs::path path = folder
        / fmt::format("v8.0_FT2022_GHG_CO2_{}_TOTALS_{}.nc", written_year, variable.ending);
    NativeMap map(path, lattice);
    const int id = map.file.variable(variable.name, Type::float32, { map.lat, map.lon }, true);
    map.file.attribute(id, "substance", "CO2");
    map.file.attribute(id, "year", std::to_string(written_year));
    map.file.attribute(id, "long_name", "TOTALS");
    map.file.attribute(id, "units", variable.unit);
    map.file.attribute(id, "global_total", fmt::format("{:.2f} Tonnes", total));
    map.file.attribute(NativeNetcdf::global, "source", "https://edgar.jrc.ec.europa.eu/");
    map.file.attribute(
        NativeNetcdf::global, "institution", "European Commission, Joint Research Centre");
    map.write_coordinates();
    map.file.write(id, variable.values);
    return { path };
}

} // namespace

Files write_edgar_v7_flux(const fs::path& folder, const MassField& field)
{
    const fs::path path = folder
        / fmt::format("v7.0_FT2021_CO2_excl_short-cycle_org_C_{}_TOTALS.0.1x0.1.nc", written_year);
    const MassField world = regridded(field, global_lattice(10, Longitudes::from_0));
    NativeMap map(path, world.lattice, NativeNetcdf::Form::classic);
    const int emi = map.file.variable("emi_co2", Type::float32, { map.lat, map.lon });
    map.file.attribute(emi, "standard_name",
        "tendency_of_atmosphere_mass_content_of_carbon_dioxide_due_to_emission");
    map.file.attribute(emi, "long_name", "Emissions of CO2 - ");
    map.file.attribute(emi, "units", "kg m-2 s-1");
    map.file.attribute(emi, "cell_method", "time: mean (interval: 1 year, 365 days)");
    // The provider's program writes exponents of three digits: 8.13944e+012.
    std::string total = fmt::format("{:.5e}", field.total() * 1000.0);
    total.insert(total.find('e') + 2, 1, '0');
    map.file.attribute(emi, "total_emi_co2", fmt::format("   {} kg/year", total));
    map.file.attribute(NativeNetcdf::global, "Conventions", "CF-1.0");
    map.file.attribute(NativeNetcdf::global, "title", "Annual Mean Emissions of CO2 - ");
    map.file.attribute(NativeNetcdf::global, "source", "http://edgar.jrc.ec.europa.eu/");
    map.write_coordinates();
    map.file.write(emi, by_true_area(world, 1000.0 / (365.0 * seconds_a_day)));
    return { path };
}

Files write_edgar_v8_flux(const fs::path& folder, const MassField& field)
{
    const MassField world = regridded(field, global_lattice(10, Longitudes::from_minus_180));
    return write_edgar_v8(folder, world.lattice, field.total(),
        { "flx", "fluxes", "kg m-2 s-1",
            by_true_area(world, 1000.0 / (written_year_days * seconds_a_day)) });
}

Files write_edgar_v8_emissions(const fs::path& folder, const MassField& field)
{
    const MassField world = regridded(field, global_lattice(10, Longitudes::from_minus_180));
    return write_edgar_v8(
        folder, world.lattice, field.total(), { "emi", "emissions", "Tonnes", world.tonnes });
}

Files write_edgar_monthly_emissions(const fs::path& folder, const MassField& field)
{
    const fs::path path
        = folder / fmt::format("EDGAR_2024_GHG_CO2_{}_bkl_POWER_INDUSTRY_emi.nc", written_year);
    const MassField world = regridded(field, global_lattice(10, Longitudes::from_minus_180));
    NativeMap map(path, world.lattice);
    const int time = map.file.dimension("time", months);
    const int emissions
        = map.file.variable("emissions", Type::float32, { time, map.lat, map.lon }, true);
    map.file.attribute(emissions, "substance", "CO2");
    map.file.attribute(emissions, "year", std::to_string(written_year));
    map.file.attribute(emissions, "long_name", "Emissions of CO2 - POWER_INDUSTRY");
    map.file.attribute(emissions, "units", "Tonnes");
    map.file.attribute(NativeNetcdf::global, "source", "https://edgar.jrc.ec.europa.eu/");
    map.write_coordinates();
    for (std::size_t month = 1; month <= months; ++month) {
        map.file.write_slice(emissions, month - 1, scaled(world.tonnes, share_of_month(month)));
    }
    return { path };
}

Files write_edgar_text(const fs::path& folder, const MassField& field, Anchor anchor)
{
    const bool corners = anchor == Anchor::corners;
    const fs::path path = folder
        / fmt::format(
            "{}_CO2_excl_short-cycle_org_C_{}.txt", corners ? "v50" : "v432", written_year);
    std::ofstream file(path);
    file << "Emissions Database for Global Atmospheric Research (EDGAR)\n"
         << "CO2 emissions, excluding short-cycle organic carbon, all sectors\n"
         << "lat;lon;emission " << written_year << " (tons)\n";
    const Lattice& l = field.lattice;
    const double half = corners ? 0.0 : 0.05;
    // The provider's list spans the world: two cells far from any city stand for the rest of it.
    file << table_line(-55.1 + half, -72.0 + half, 1.0, ';')
         << table_line(83.6 + half, 179.8 + half, 1.0, ';');
    for (std::size_t r = l.rows; r-- > 0;) {
        for (std::size_t c = 0; c < l.columns; ++c) {
            const double mass = field.tonnes[r * l.columns + c];
            if (mass != 0.0) {
                file << (corners ? table_line(l.y_edge(r), l.x_edge(c), mass, ';')
                                 : table_line(l.y_centre(r), l.x_centre(c), mass, ';'));
            }
        }
    }
    return { path };
}

} // namespace cityflux
