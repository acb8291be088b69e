#pragma once

#include <functional>
#include <string>
#include <vector>

/// Small valid files of every form that the program reads, a few KB each: what damage tests damage
/// and what fuzzing starts from. Grids have 8 x 10 cells of half a degree, 100-105 E 30-34 N, with
/// 1, 2 ... 80 tonnes; outlines are those of two cities on it.
namespace small_files {

/// Each writes its file; a path that needs a certain suffix is asked to have it.
void write_netcdf3(const std::string& path);
/// Chunks of 4 x 5 cells, shuffled and deflated, two months.
void write_netcdf4(const std::string& path);
/// Writes netCDF-4 with a checksum after each chunk.
void write_netcdf4_checked(const std::string& path);
void write_geotiff(const std::string& path);
void write_geotiff_deflated(const std::string& path);
void write_ascii_grid(const std::string& path);
void write_point_table(const std::string& path);
/// A point table in .gz.
void write_point_table_gz(const std::string& path);

void write_geojson(const std::string& path);
void write_geopackage(const std::string& path);
/// PATH.shp with what belongs to it.
void write_shapefile(const std::string& path);

/// Totals as `totals` writes them, of the cities A and B in the years 2018 and 2019.
void write_totals_csv(const std::string& path, const std::string& inventory);
/// city,2018,2019.
void write_spreadsheet(const std::string& path);

} // namespace small_files
