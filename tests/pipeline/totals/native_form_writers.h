#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Cells of 1/n degree, counted from 0 E 0 N to the east and to the north, so that edges are exact.
struct Lattice {
    int per_degree = 10;
    int west = 0;
    int south = 0;
    std::size_t columns = 0;
    std::size_t rows = 0;

    double x_edge(std::size_t column) const
    {
        return static_cast<double>(west + static_cast<int>(column)) / per_degree;
    }
    double y_edge(std::size_t row) const
    {
        return static_cast<double>(south + static_cast<int>(row)) / per_degree;
    }
    double x_centre(std::size_t column) const
    {
        return (2 * (west + static_cast<int>(column)) + 1) / (2.0 * per_degree);
    }
    double y_centre(std::size_t row) const
    {
        return (2 * (south + static_cast<int>(row)) + 1) / (2.0 * per_degree);
    }
};

/// CO2 emitted in each cell in a year, in tonnes; rows from south to north. Within a cell it lies
/// evenly by true area.
struct MassField {
    Lattice lattice;
    std::vector<double> tonnes;

    double total() const;
};

/// True area in m2 between two latitudes, on WGS84: the textbook formula of a zone of the
/// ellipsoid, written down here so that the expectations do not rest on the code they test.
double zone_area_m2(double south, double north, double width_deg);

/// The same mass on other cells, each taking the share of true area of the cells under it.
MassField regridded(const MassField& field, const Lattice& lattice);

/// The same mass on square cells in an Albers plane: `size_m` wide, rows from north to south.
struct AlbersField {
    double west_m = 0.0;
    double north_m = 0.0;
    double size_m = 0.0;
    std::size_t columns = 0;
    std::size_t rows = 0;
    std::vector<double> tonnes;
};

struct Ellipsoid {
    double semi_major_m;
    double inverse_flattening;
};
inline constexpr Ellipsoid krasovsky { 6378245.0, 298.3 };
inline constexpr Ellipsoid grs80 { 6378137.0, 298.257222101 };

/// Albers with standard parallels 25 and 47 N about 0 N 105 E, as Chinese maps have it. Each cell
/// is divided into points of equal true area that are projected and counted.
AlbersField on_albers(const MassField& field, double size_m, const Ellipsoid& ellipsoid);

using Files = std::vector<std::filesystem::path>;

/// The year on the files: a leap year, so that its length matters.
inline constexpr int written_year = 2012;
inline constexpr double written_year_days = 366.0;

/// Where a file's longitudes begin.
enum class Longitudes { from_0, from_minus_180 };
enum class Anchor { centres, corners };
enum class OdiacForm { tif, tif_gz, tif_without_crs };

/// Each writes the field into a folder as the provider of an inventory would, names included, and
/// returns the files.
Files write_edgar_v7_flux(const std::filesystem::path& folder, const MassField& field);
Files write_edgar_v8_flux(const std::filesystem::path& folder, const MassField& field);
Files write_edgar_v8_emissions(const std::filesystem::path& folder, const MassField& field);
Files write_edgar_monthly_emissions(const std::filesystem::path& folder, const MassField& field);
Files write_edgar_text(const std::filesystem::path& folder, const MassField& field, Anchor anchor);
/// The whole year's mass in June.
Files write_odiac(const std::filesystem::path& folder, const MassField& field, OdiacForm form);
Files write_odiac_1_degree(const std::filesystem::path& folder, const MassField& field);
Files write_meic_netcdf(const std::filesystem::path& folder, const MassField& field);
Files write_meic_ascii(const std::filesystem::path& folder, const MassField& field);
Files write_pku_fuel(
    const std::filesystem::path& folder, const MassField& field, Longitudes longitudes);
Files write_ceads_table(const std::filesystem::path& folder, const MassField& field);
Files write_chred_geotiff(const std::filesystem::path& folder, const MassField& field);
Files write_chred_table(const std::filesystem::path& folder, const MassField& field);

} // namespace cityflux
