#include "pipeline/totals/totals.h"

#include "grids/layers/tile_reader.h"
#include "grids/text/error.h"
#include "pipeline/program/data_folder.h"
#include "pipeline/table/totals_writer.h"
#include "tests/temporary_folder.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <numeric>
#include <ostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <netcdf.h>
#include <ogr_spatialref.h>
#include <tbb/global_control.h>

namespace cityflux {
namespace {

// One field, stored in many ways. What is stored are multiples of a quarter, so that float32 and packed int16 hold the very
// same numbers, and all that may differ is the order of the sums.

constexpr std::size_t rows = 720;
constexpr std::size_t columns = 1440;
constexpr double step = 0.25;
constexpr double missing = -0.25;
/// Of sums of up to a million positive numbers in another order.
constexpr double rounding = 1e-12;

constexpr std::size_t months = 3;
constexpr std::size_t sectors = 2;

/// A month of 2019 (0: January), in t, rows from south to north; every 97th cell has no data. Sector "1", or what has no
/// sectors, is the field; sector "2" twice that.
const std::vector<double>& field(std::size_t month)
{
    static const std::vector<std::vector<double>> all = [] {
        std::vector<std::vector<double>> made(months, std::vector<double>(rows * columns));
        std::uint32_t state = 20190101;
        for (std::vector<double>& values : made) {
            for (std::size_t i = 0; i < values.size(); ++i) {
                state = state * 1664525u + 1013904223u;
                values[i] = i % 97 == 5 ? missing : static_cast<double>(state >> 18) * 0.25;
            }
        }
        return made;
    }();
    return all[month];
}

double times_field(const std::string& sector)
{
    return sector == "2" ? 2.0 : 1.0;
}

Polygon polygon(Ring outer, std::vector<Ring> holes = {})
{
    return { std::move(outer), std::move(holes) };
}

/// Large and small, slanted and along the edges of cells, overlapping, with a hole, in parts, across 180 degrees.
const CityList& cities()
{
    static const CityList list = [] {
        const std::vector<std::pair<std::string, MultiPolygon>> shapes {
            { "slanted", { polygon({ { 100.1, 20.2 }, { 129.7, 25.1 }, { 124.9, 49.8 }, { 95.3, 45.4 } }) } },
            { "overlapping", { polygon({ { 110, 30 }, { 140, 31 }, { 120, 55 } }) } },
            { "ring",
                { polygon({ { 60, 10 }, { 90, 10 }, { 90, 40 }, { 60, 40 } },
                    { { { 70.1, 20.1 }, { 70.1, 30.3 }, { 80.7, 30.3 }, { 80.7, 20.1 } } }) } },
            { "in a cell", { polygon({ { 116.26, 39.76 }, { 116.4, 39.8 }, { 116.3, 39.9 } }) } },
            { "parts",
                { polygon({ { 10, 50 }, { 12, 50 }, { 12, 52 }, { 10, 52 } }),
                    polygon({ { 13.1, 50.1 }, { 13.2, 50.1 }, { 13.15, 54.9 } }) } },
            { "across", { polygon({ { 170, -20 }, { 190, -18 }, { 185, -5 }, { 172, -8 } }) } },
            { "small", { polygon({ { 121.3, 31.0 }, { 121.9, 31.05 }, { 121.7, 31.5 }, { 121.2, 31.4 } }) } },
        };
        CityList made;
        made.source = "cities";
        for (const auto& [name, shape] : shapes) {
            City city;
            city.id = name;
            city.name = name;
            city.shape = shape;
            made.cities.push_back(std::move(city));
        }
        return made;
    }();
    return list;
}

void check(int status)
{
    if (status != NC_NOERR) {
        throw std::runtime_error(nc_strerror(status));
    }
}

/// How the field is written into a netCDF.
struct Netcdf {
    int format = NC_NETCDF4;
    /// y, x, t (all months; otherwise January alone) and s (both sectors) in stored order.
    std::string order = "yx";
    std::vector<std::size_t> chunks {}; ///< empty: contiguous
    bool shuffle = false;
    bool deflate = false;
    bool fletcher32 = false;
    bool descending = false; ///< latitude
    bool packed = false; ///< int16 with a scale; otherwise float32
    bool big_endian = false; ///< so that the library has to read it
};

std::string write_netcdf(const TemporaryFolder& folder, const Netcdf& form)
{
    const std::string path = folder.file("field.nc");
    int id = -1;
    check(nc_create(path.c_str(), NC_CLOBBER | form.format, &id));
    const bool times = form.order.find('t') != std::string::npos;
    std::vector<int> dimensions;
    std::vector<std::size_t> sizes;
    std::vector<std::pair<int, std::vector<double>>> coordinates;
    for (const char axis : form.order) {
        std::vector<double> centres { 15.5, 45.0, 74.5 };
        if (axis == 's') {
            centres = { 1, 2 };
        } else if (axis != 't') {
            centres.resize(axis == 'x' ? columns : rows);
            for (std::size_t i = 0; i < centres.size(); ++i) {
                centres[i] = (axis == 'x' ? -180.0 : -90.0) + (static_cast<double>(i) + 0.5) * step;
            }
        }
        if (axis == 'y' && form.descending) {
            std::reverse(centres.begin(), centres.end());
        }
        const std::string name = axis == 'x' ? "lon" : axis == 'y' ? "lat" : axis == 't' ? "time" : "sector";
        const std::string units = axis == 'x' ? "degrees_east"
            : axis == 'y'                     ? "degrees_north"
            : axis == 't'                     ? "days since 2019-01-01"
                                              : "1";
        int dimension = -1;
        int coordinate = -1;
        check(nc_def_dim(id, name.c_str(), centres.size(), &dimension));
        check(nc_def_var(id, name.c_str(), NC_DOUBLE, 1, &dimension, &coordinate));
        check(nc_put_att_text(id, coordinate, "units", units.size(), units.c_str()));
        dimensions.push_back(dimension);
        sizes.push_back(centres.size());
        coordinates.emplace_back(coordinate, std::move(centres));
    }
    int variable = -1;
    const nc_type type = form.packed ? NC_SHORT : NC_FLOAT;
    check(nc_def_var(id, "co2", type, static_cast<int>(dimensions.size()), dimensions.data(), &variable));
    check(nc_put_att_text(id, variable, "units", 1, "t"));
    const double factor = form.packed ? 4.0 : 1.0;
    const double none = missing * factor;
    check(nc_put_att_double(id, variable, "_FillValue", type, 1, &none));
    if (form.packed) {
        const double scale = 0.25;
        check(nc_put_att_double(id, variable, "scale_factor", NC_DOUBLE, 1, &scale));
    }
    if (!times) {
        check(nc_put_att_text(id, NC_GLOBAL, "year", 4, "2019"));
        check(nc_put_att_text(id, NC_GLOBAL, "month", 2, "01"));
    }
    if (form.format == NC_NETCDF4) {
        check(nc_def_var_chunking(id, variable, form.chunks.empty() ? NC_CONTIGUOUS : NC_CHUNKED, form.chunks.data()));
        if (form.shuffle || form.deflate) {
            check(nc_def_var_deflate(id, variable, form.shuffle ? 1 : 0, form.deflate ? 1 : 0, 1));
        }
        if (form.fletcher32) {
            check(nc_def_var_fletcher32(id, variable, NC_FLETCHER32));
        }
        if (form.big_endian) {
            check(nc_def_var_endian(id, variable, NC_ENDIAN_BIG));
        }
    }
    check(nc_enddef(id));
    for (const auto& [coordinate, centres] : coordinates) {
        check(nc_put_var_double(id, coordinate, centres.data()));
    }
    std::vector<std::size_t> strides(sizes.size(), 1);
    for (std::size_t d = sizes.size() - 1; d > 0; --d) {
        strides[d - 1] = strides[d] * sizes[d];
    }
    const auto has = [&](char axis) { return form.order.find(axis) != std::string::npos; };
    const auto stride_of = [&](char axis) { return has(axis) ? strides[form.order.find(axis)] : 0; };
    const std::size_t slices = (times ? months : 1) * (has('s') ? sectors : 1);
    std::vector<double> values(rows * columns * slices);
    for (std::size_t slice = 0; slice < slices; ++slice) {
        const std::size_t s = has('s') ? slice % sectors : 0;
        const std::size_t t = has('s') ? slice / sectors : slice;
        for (std::size_t r = 0; r < rows; ++r) {
            const std::size_t place
                = (form.descending ? rows - 1 - r : r) * stride_of('y') + t * stride_of('t') + s * stride_of('s');
            for (std::size_t c = 0; c < columns; ++c) {
                const double mass = field(t)[r * columns + c];
                values[place + c * stride_of('x')] = mass == missing ? none : mass * factor * static_cast<double>(s + 1);
            }
        }
    }
    check(nc_put_var_double(id, variable, values.data()));
    check(nc_close(id));
    return path;
}

/// January as a GeoTIFF, rows from north to south as there always.
std::string write_geotiff(const TemporaryFolder& folder, const std::vector<const char*>& options)
{
    GDALAllRegister();
    const std::string path = folder.file("field.tif");
    std::vector<const char*> words = options;
    words.push_back(nullptr);
    struct Closer {
        void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
    };
    const std::unique_ptr<GDALDataset, Closer> dataset(GetGDALDriverManager()->GetDriverByName("GTiff")->Create(
        path.c_str(), static_cast<int>(columns), static_cast<int>(rows), 1, GDT_Float32, const_cast<char**>(words.data())));
    double transform[] { -180.0, step, 0.0, 90.0, 0.0, -step };
    dataset->SetGeoTransform(transform);
    OGRSpatialReference reference;
    reference.importFromEPSG(4326);
    dataset->SetSpatialRef(&reference);
    GDALRasterBand* band = dataset->GetRasterBand(1);
    band->SetNoDataValue(missing);
    band->SetUnitType("t");
    std::vector<double> values(rows * columns);
    for (std::size_t r = 0; r < rows; ++r) {
        std::copy_n(field(0).begin() + static_cast<std::ptrdiff_t>(r * columns), columns,
            values.begin() + static_cast<std::ptrdiff_t>((rows - 1 - r) * columns));
    }
    if (band->RasterIO(GF_Write, 0, 0, static_cast<int>(columns), static_cast<int>(rows), values.data(),
            static_cast<int>(columns), static_cast<int>(rows), GDT_Float64, 0, 0)
        != CE_None) {
        throw std::runtime_error(path + " cannot be written");
    }
    return path;
}

struct Form {
    std::string name;
    std::function<std::string(const TemporaryFolder&)> write;
    bool past_the_library = false; ///< whether its chunks come from the file as they are

    friend std::ostream& operator<<(std::ostream& stream, const Form& form) { return stream << form.name; }
};

Form netcdf(const std::string& name, const Netcdf& form, bool past_the_library = false)
{
    return { name, [form](const TemporaryFolder& folder) { return write_netcdf(folder, form); }, past_the_library };
}

Form geotiff(const std::string& name, const std::vector<const char*>& options)
{
    return { name, [options](const TemporaryFolder& folder) { return write_geotiff(folder, options); } };
}

std::vector<Form> all_forms()
{
    constexpr int nc4 = NC_NETCDF4;
    constexpr int classic = 0;
    return {
        netcdf("contiguous", {}),
        netcdf("one_row_a_chunk", { nc4, "yx", { 1, columns }, true, true }, true),
        netcdf("odd_chunks", { nc4, "yx", { 113, 217 } }, true),
        netcdf("odd_chunks_shuffle_deflate", { nc4, "yx", { 113, 217 }, true, true }, true),
        netcdf("odd_chunks_deflate", { nc4, "yx", { 113, 217 }, false, true }, true),
        netcdf("odd_chunks_fletcher32", { nc4, "yx", { 113, 217 }, true, true, true }, true),
        netcdf("odd_chunks_fletcher32_alone", { nc4, "yx", { 113, 217 }, false, false, true }, true),
        netcdf("odd_chunks_big_endian", { nc4, "yx", { 113, 217 }, true, true, false, false, false, true }),
        netcdf("one_chunk", { nc4, "yx", { rows, columns }, true, true }, true),
        netcdf("one_column_a_chunk", { nc4, "yx", { rows, 1 }, false, true }, true),
        netcdf("packed", { nc4, "yx", { 200, 400 }, true, true, false, false, true }, true),
        netcdf("packed_contiguous", { nc4, "yx", {}, false, false, false, false, true }),
        netcdf("descending", { nc4, "yx", { 200, 400 }, true, true, false, true }, true),
        netcdf("descending_contiguous", { nc4, "yx", {}, false, false, false, true }),
        netcdf("netCDF_3", { classic, "yx" }),
        netcdf("netCDF_3_packed", { classic, "yx", {}, false, false, false, false, true }),
        netcdf("netCDF_3_times", { NC_64BIT_OFFSET, "tyx" }),
        netcdf("longitude_first", { nc4, "xy", { 217, 113 }, true, true }),
        netcdf("time_first", { nc4, "tyx", { 1, 200, 400 }, true, true }, true),
        netcdf("time_first_two_a_chunk", { nc4, "tyx", { 2, 200, 400 }, true, true }, true),
        netcdf("time_first_all_in_chunks_of_few_cells", { nc4, "tyx", { 3, 30, 24 }, true, true }, true),
        netcdf("time_first_two_a_chunk_packed", { nc4, "tyx", { 2, 113, 217 }, true, true, false, true, true }, true),
        netcdf("time_first_two_a_chunk_fletcher32", { nc4, "tyx", { 2, 113, 217 }, true, true, true }, true),
        netcdf("time_first_two_a_chunk_big_endian", { nc4, "tyx", { 2, 113, 217 }, true, true, false, false, false, true }),
        netcdf("time_first_contiguous", { nc4, "tyx" }),
        netcdf("time_last", { nc4, "yxt", { 200, 400, 1 }, true, true }, true),
        netcdf("time_last_two_a_chunk", { nc4, "yxt", { 200, 400, 2 }, true, true }, true),
        netcdf("time_last_all_in_one_chunk", { nc4, "yxt", { rows, columns, 3 }, false, true }, true),
        netcdf("time_last_two_a_chunk_big_endian", { nc4, "yxt", { 113, 217, 2 }, false, true, false, false, false, true }),
        netcdf("time_last_contiguous", { nc4, "yxt" }),
        netcdf("time_between", { nc4, "ytx", { 200, 1, 400 }, true, true }, true),
        netcdf("time_between_two_a_chunk", { nc4, "ytx", { 200, 2, 400 }, true, true }, true),
        netcdf("sectors_and_times", { nc4, "tsyx", { 1, 1, 200, 400 }, true, true }, true),
        netcdf("sectors_and_times_in_one_chunk", { nc4, "tsyx", { 2, 2, 200, 400 }, true, true }, true),
        netcdf("sectors_first_times_last", { nc4, "syxt", { 2, 113, 217, 2 }, true, true, true }, true),
        geotiff("GeoTIFF_tiled", { "TILED=YES" }),
        geotiff("GeoTIFF_tiled_LZW", { "TILED=YES", "BLOCKXSIZE=128", "BLOCKYSIZE=64", "COMPRESS=LZW" }),
        geotiff("GeoTIFF_tiled_deflate", { "TILED=YES", "COMPRESS=DEFLATE", "PREDICTOR=3" }),
        geotiff("GeoTIFF_rows", { "BLOCKYSIZE=1", "COMPRESS=LZW" }),
        geotiff("GeoTIFF_strips", { "BLOCKYSIZE=7", "COMPRESS=DEFLATE" }),
        geotiff("GeoTIFF_one_strip", { "BLOCKYSIZE=720" }),
    };
}

TotalsRequest request_for(const std::string& file)
{
    TotalsRequest request;
    request.rasters = { file };
    if (file.ends_with(".tif")) {
        request.assumptions.species = "CO2";
        request.assumptions.period = Period { 2019, 1 };
    }
    return request;
}

const Catalogue& catalogue()
{
    static const Catalogue known(inventories_folder());
    return known;
}

TotalsResult totals(const TotalsRequest& request, std::size_t threads = 2)
{
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    std::vector<std::size_t> all(cities().cities.size());
    std::iota(all.begin(), all.end(), std::size_t { 0 });
    return make_totals(request, catalogue(), cities(), all, [](double) {});
}

/// Everything that a run gives, in digits that tell any two numbers apart.
std::string bytes_of(const TotalsResult& result)
{
    std::string text = to_csv(result.table);
    for (const LayerReport& layer : result.layers) {
        const Closure& c = layer.closure;
        text += fmt::format("{} {} {} {} {} {} {} {}\n", layer.period.text(), c.grid_t, c.outside_t, c.overlap_t, c.cities_t,
            c.cells_without_data, c.tiles_read, c.tiles);
    }
    return text;
}

/// What the table must say, by a plain loop over the cells that a city covers.
struct Expected {
    double value = 0.0;
    double lower = 0.0;
    double upper = 0.0;
    double edge = 0.0;
    double valid_share = 0.0;
};

std::vector<Expected> by_plain_loop(std::size_t month)
{
    const Grid grid { Axis(-180, step, columns), Axis(-90, step, rows).clamped(90.0), Crs() };
    const Coverage coverage = cover(cities().cities, grid);
    const CellAreas areas(grid, AreaConvention {});
    std::vector<Expected> all;
    for (const CityCoverage& city : coverage.cities) {
        long double inside = 0.0L;
        long double edge = 0.0L;
        long double touched = 0.0L;
        long double covered_m2 = 0.0L;
        long double valid_m2 = 0.0L;
        const auto take = [&](std::size_t row, std::size_t column, long double fraction, long double& sum) {
            const double mass = field(month)[row * columns + column];
            const long double m2 = fraction * areas.of(row, column);
            covered_m2 += m2;
            if (mass != missing) {
                valid_m2 += m2;
                sum += fraction * mass;
                touched += mass;
            }
        };
        for (const CoveredRun& run : city.runs) {
            for (std::uint32_t i = 0; i < run.length; ++i) {
                take(run.row, run.column + i, 1.0L, inside);
            }
        }
        for (const CoveredCell& cell : city.cells) {
            take(cell.row, cell.column, cell.fraction, edge);
        }
        all.push_back({ static_cast<double>(inside + edge), static_cast<double>(inside), static_cast<double>(touched),
            static_cast<double>(edge / (inside + edge)), static_cast<double>(valid_m2 / covered_m2) });
    }
    return all;
}

class EngineIdentity : public testing::TestWithParam<Form> {
protected:
    TemporaryFolder folder_;
};

/// Within rounding of what is expected, relative to it.
void expect_close(double value, double expected, const std::string& what)
{
    EXPECT_NEAR(value, expected, rounding * std::abs(expected)) << what;
}

TEST_P(EngineIdentity, HasTheTotalsOfAPlainLoop)
{
    const TotalsResult result = totals(request_for(GetParam().write(folder_)));
    static const std::vector<std::vector<Expected>> expected { by_plain_loop(0), by_plain_loop(1), by_plain_loop(2) };
    ASSERT_EQ(result.table.rows.size() % cities().cities.size(), 0u);
    ASSERT_GT(result.table.rows.size(), 0u);
    for (const TotalsRow& row : result.table.rows) {
        ASSERT_EQ(row.period.year, 2019);
        const Expected& right = expected.at(static_cast<std::size_t>(row.period.month - 1)).at(result.table.city_of(row).index);
        const double times = times_field(result.table.series_of(row).sector);
        const std::string where = result.table.city_of(row).id + " in " + row.period.text();
        ASSERT_GT(right.value, 0.0) << where;
        expect_close(row.value, times * right.value, where + ": value");
        expect_close(row.lower, times * right.lower, where + ": lower");
        expect_close(row.upper, times * right.upper, where + ": upper");
        EXPECT_NEAR(row.edge_share, right.edge, rounding) << where;
        EXPECT_NEAR(row.valid_share, right.valid_share, rounding) << where;
    }
    for (const LayerReport& layer : result.layers) {
        EXPECT_LT(std::abs(layer.closure.residual()), rounding);
    }
}

TEST_P(EngineIdentity, IsReadTheWayItIsMeantToBe)
{
    // Otherwise the other tests would compare a way with itself.
    const TotalsRequest request = request_for(GetParam().write(folder_));
    Raster raster = Raster::open(request.rasters[0], catalogue(), std::nullopt, request.assumptions);
    const Layer& layer = raster.layers().at(0);
    RawBlock block;
    raster.read_together(layer, raster.tiling(layer).window(0, raster.grid()), block);
    EXPECT_EQ(block.coding.has_value(), GetParam().past_the_library);
}

TEST_P(EngineIdentity, GivesTheSameBytesOnAnyThreadsAndInAnyMemory)
{
    TotalsRequest request = request_for(GetParam().write(folder_));
    for (const bool whole : { false, true }) {
        request.close_whole_grid = whole;
        request.memory_bytes = std::size_t { 512 } << 20;
        const std::string one = bytes_of(totals(request, 1));
        for (const std::size_t threads : { 2u, 3u, 8u }) {
            EXPECT_EQ(bytes_of(totals(request, threads)), one) << threads << " threads";
        }
        request.memory_bytes = 1;
        EXPECT_EQ(bytes_of(totals(request, 3)), one) << "one byte of memory";
    }
}

TEST_P(EngineIdentity, TilesAreReadAndSummedFromAnyThread)
{
    // Threads of our own, whose order ThreadSanitizer sees; that of oneTBB's it does not. Nothing but the library's and our
    // locks orders them: the counter is relaxed.
    const tbb::global_control alone(tbb::global_control::max_allowed_parallelism, 1);
    const TotalsRequest request = request_for(GetParam().write(folder_));
    Raster raster = Raster::open(request.rasters[0], catalogue(), std::nullopt, request.assumptions);
    const Layer& layer = raster.layers().back();
    const std::vector<std::size_t> together = stored_together(raster, raster.layers()).back();
    const TilePlan plan(
        cover(cities().cities, raster.grid()), raster.grid(), raster.tiling(layer), TilePlan::Extent::touched_tiles);
    const CellAreas areas(raster.grid(), AreaConvention {});
    ASSERT_GT(plan.tiles(), 0u);
    const auto run = [&](std::size_t count) {
        std::vector<std::vector<TileSums>> sums(plan.tiles());
        std::atomic<std::size_t> next { 0 };
        const auto work = [&] {
            TileReader reader(raster);
            for (std::size_t tile = 0; (tile = next.fetch_add(1, std::memory_order_relaxed)) < plan.tiles();) {
                reader.read(layer, plan.window(tile));
                for (const std::size_t l : together) {
                    const Layer& one = raster.layers()[l];
                    sums[tile].push_back(sum_tile(raster, one, reader.block_of(one), plan, tile, areas, areas));
                }
            }
        };
        std::vector<std::thread> threads;
        for (std::size_t t = 0; t < count; ++t) {
            threads.emplace_back(work);
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        std::string text;
        for (const std::vector<TileSums>& layers : sums) {
            for (const TileSums& tile : layers) {
                for (const TileSums::Share& share : tile.shares) {
                    text += fmt::format("{} {} {}\n", share.city, share.amount.value_t, share.amount.valid_m2);
                }
                text += fmt::format("{} {}\n", tile.closure.grid_t, tile.closure.outside_t);
            }
        }
        return text;
    };
    EXPECT_EQ(run(4), run(1));
}

TEST_P(EngineIdentity, TouchedTilesGiveTheTotalsOfTheWholeGrid)
{
    TotalsRequest request = request_for(GetParam().write(folder_));
    const TotalsResult touched = totals(request);
    request.close_whole_grid = true;
    const TotalsResult whole = totals(request);
    EXPECT_EQ(to_csv(touched.table), to_csv(whole.table));
    ASSERT_EQ(touched.layers.size(), whole.layers.size());
    for (std::size_t l = 0; l < whole.layers.size(); ++l) {
        const Closure& part = touched.layers[l].closure;
        const Closure& all = whole.layers[l].closure;
        double mass = 0.0;
        std::size_t without_data = 0;
        for (const double cell : field(static_cast<std::size_t>(whole.layers[l].period.month - 1))) {
            mass += cell != missing ? cell * times_field(whole.layers[l].sector) : 0.0;
            without_data += cell == missing ? 1 : 0;
        }
        expect_close(all.grid_t, mass, "the whole grid's mass");
        EXPECT_EQ(all.cells_without_data, without_data);
        EXPECT_EQ(all.tiles_read, all.tiles);
        EXPECT_EQ(part.tiles, all.tiles);
        EXPECT_LE(part.tiles_read, part.tiles);
        EXPECT_LE(part.grid_t, all.grid_t);
        EXPECT_EQ(part.cities_t, all.cities_t);
        EXPECT_NEAR(all.grid_t - part.grid_t, all.outside_t - part.outside_t, rounding * all.grid_t);
        EXPECT_NEAR(part.overlap_t, all.overlap_t, rounding * all.overlap_t);
        EXPECT_GT(all.overlap_t, 0.0) << "two of the cities overlap";
    }
}

INSTANTIATE_TEST_SUITE_P(All, EngineIdentity, testing::ValuesIn(all_forms()),
    [](const testing::TestParamInfo<Form>& form) { return form.param.name; });

/// Ways of writing one and the same chunks: the bytes of the table must not tell them apart.
class SameChunks : public testing::TestWithParam<std::vector<std::size_t>> { };

TEST_P(SameChunks, GiveTheSameBytesPastAndThroughTheLibrary)
{
    const TemporaryFolder folder;
    for (const bool packed : { false, true }) {
        const auto run = [&](bool shuffle, bool deflate, bool fletcher32, bool big_endian = false) {
            TotalsRequest request = request_for(write_netcdf(
                folder, { NC_NETCDF4, "yx", GetParam(), shuffle, deflate, fletcher32, false, packed, big_endian }));
            const std::string touched = bytes_of(totals(request));
            request.close_whole_grid = true;
            return touched + bytes_of(totals(request));
        };
        const std::string through_the_library = run(true, true, false, true);
        EXPECT_EQ(run(true, true, false), through_the_library) << "shuffle and deflate";
        EXPECT_EQ(run(true, true, true), through_the_library) << "shuffle, fletcher32 and deflate";
        EXPECT_EQ(run(false, false, true), through_the_library) << "fletcher32";
        EXPECT_EQ(run(false, true, false), through_the_library) << "deflate";
        EXPECT_EQ(run(false, false, false), through_the_library) << "as they are";
    }
}

INSTANTIATE_TEST_SUITE_P(All, SameChunks,
    testing::Values(std::vector<std::size_t> { 1, columns }, std::vector<std::size_t> { 113, 217 },
        std::vector<std::size_t> { 180, 360 }, std::vector<std::size_t> { rows, columns }),
    [](const auto& chunks) { return fmt::format("of_{}_x_{}", chunks.param[0], chunks.param[1]); });

/// Tiles that are the same cells, whatever else a chunk holds besides: the bytes must not tell.
class SameTiles : public testing::Test {
protected:
    std::string run(
        const std::string& order, const std::vector<std::size_t>& chunks, bool fletcher32 = false, bool big_endian = false,
        const std::function<void(TotalsRequest&)>& ask = [](TotalsRequest&) {})
    {
        TotalsRequest request = request_for(
            write_netcdf(folder_, { NC_NETCDF4, order, chunks, true, true, fletcher32, false, false, big_endian }));
        ask(request);
        return bytes_of(totals(request));
    }

    TemporaryFolder folder_;
};

TEST_F(SameTiles, GiveTheSameBytesHoweverManyMonthsAreInAChunk)
{
    const std::string one_month = run("tyx", { 1, 113, 217 });
    EXPECT_EQ(run("tyx", { 1, 113, 217 }, false, true), one_month) << "through the library";
    for (const std::size_t together : { 2u, 3u }) {
        for (const bool fletcher32 : { false, true }) {
            for (const bool big_endian : { false, true }) {
                SCOPED_TRACE(testing::Message()
                    << together << (fletcher32 ? ", fletcher32" : "") << (big_endian ? ", through the library" : ""));
                EXPECT_EQ(run("tyx", { together, 113, 217 }, fletcher32, big_endian), one_month);
                EXPECT_EQ(run("ytx", { 113, together, 217 }, fletcher32, big_endian), one_month);
                EXPECT_EQ(run("yxt", { 113, 217, together }, fletcher32, big_endian), one_month);
            }
        }
    }
    EXPECT_EQ(run("yxt", { 113, 217, 1 }), one_month);
}

TEST_F(SameTiles, GiveTheSameBytesHoweverManySectorsAreInAChunk)
{
    const std::string one_slice = run("tsyx", { 1, 1, 113, 217 });
    EXPECT_EQ(run("tsyx", { 1, 2, 113, 217 }), one_slice);
    EXPECT_EQ(run("tsyx", { 3, 1, 113, 217 }), one_slice);
    EXPECT_EQ(run("tsyx", { 2, 2, 113, 217 }), one_slice);
    EXPECT_EQ(run("tsyx", { 2, 2, 113, 217 }, true), one_slice) << "fletcher32";
    EXPECT_EQ(run("tsyx", { 2, 2, 113, 217 }, false, true), one_slice) << "through the library";
    EXPECT_EQ(run("tyxs", { 2, 113, 217, 2 }), one_slice);
    EXPECT_EQ(run("ytxs", { 113, 3, 217, 2 }), one_slice);
}

TEST_F(SameTiles, GiveTheSameBytesWhereOnlyPartOfAChunkIsWanted)
{
    const auto march = [](TotalsRequest& request) { request.periods = { Period { 2019, 3 }, Period { 2019, 2 } }; };
    EXPECT_EQ(run("tyx", { 3, 113, 217 }, false, false, march), run("tyx", { 1, 113, 217 }, false, false, march));
    EXPECT_EQ(run("yxt", { 113, 217, 2 }, false, true, march), run("yxt", { 113, 217, 1 }, false, false, march));
    const auto second = [](TotalsRequest& request) {
        request.sectors = { "2" };
        request.periods = { Period { 2019, 1 }, Period { 2019, 3 } };
    };
    EXPECT_EQ(run("tsyx", { 2, 2, 113, 217 }, false, false, second), run("tsyx", { 1, 1, 113, 217 }, false, false, second));
}

TEST(UntouchedTiles, AreNotReadNotEvenWhereTheyAreDamaged)
{
    // The chunk in the south west, where no city lies.
    const TemporaryFolder folder;
    const std::string path = write_netcdf(folder, { NC_NETCDF4, "yx", { 180, 360 }, true, true });
    TotalsRequest request = request_for(path);
    const std::string sound = bytes_of(totals(request));
    haddr_t address = HADDR_UNDEF;
    {
        const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
        const hid_t dataset = H5Dopen2(file, "co2", H5P_DEFAULT);
        const hsize_t offset[] { 0, 0 };
        unsigned mask = 0;
        hsize_t size = 0;
        ASSERT_GE(H5Dget_chunk_info_by_coord(dataset, offset, &mask, &address, &size), 0);
        ASSERT_GT(size, 1000u);
        H5Dclose(dataset);
        H5Fclose(file);
    }
    {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(address));
        file.write(std::string(1000, '\0').data(), 1000);
    }
    EXPECT_EQ(bytes_of(totals(request)), sound);
    request.close_whole_grid = true;
    EXPECT_THROW(totals(request), InputError);
}

} // namespace
} // namespace cityflux
