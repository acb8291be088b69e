#include "pipeline/totals/totals.h"

#include "grids/layers/tile_reader.h"
#include "pipeline/table/totals_writer.h"
#include "tests/pipeline/totals/field_totals.h"
#include "tests/pipeline/totals/stored_field.h"
#include "tests/temporary_folder.h"

#include <atomic>
#include <cmath>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netcdf.h>
#include <tbb/global_control.h>

namespace cityflux {
namespace {

using namespace stored_field;

/// Relative, of sums of up to a million positive numbers in another order.
constexpr double rounding = 1e-12;

struct Form {
    std::string name;
    std::function<std::string(const TemporaryFolder&)> write;
    bool past_the_library = false; ///< whether its chunks come from the file as they are

    friend std::ostream& operator<<(std::ostream& stream, const Form& form)
    {
        return stream << form.name;
    }
};

Form read_by_library(const std::string& name, const NetcdfForm& form)
{
    return { name, [form](const TemporaryFolder& folder) { return write_netcdf(folder, form); } };
}

Form read_past_library(const std::string& name, const NetcdfForm& form)
{
    Form past = read_by_library(name, form);
    past.past_the_library = true;
    return past;
}

Form geotiff(const std::string& name, const std::vector<const char*>& options)
{
    return { name,
        [options](const TemporaryFolder& folder) { return write_geotiff(folder, options); } };
}

std::vector<Form> all_forms()
{
    constexpr int classic = 0;
    return {
        read_by_library("contiguous", {}),
        read_past_library("one_row_a_chunk",
            { .storage = { .chunks = { 1, columns }, .shuffle = true, .deflate = true } }),
        read_past_library("odd_chunks", { .storage = { .chunks = { 113, 217 } } }),
        read_past_library("odd_chunks_shuffle_deflate",
            { .storage = { .chunks = { 113, 217 }, .shuffle = true, .deflate = true } }),
        read_past_library(
            "odd_chunks_deflate", { .storage = { .chunks = { 113, 217 }, .deflate = true } }),
        read_past_library("odd_chunks_fletcher32",
            { .storage = { .chunks = { 113, 217 },
                  .shuffle = true,
                  .deflate = true,
                  .fletcher32 = true } }),
        read_past_library("odd_chunks_fletcher32_alone",
            { .storage = { .chunks = { 113, 217 }, .fletcher32 = true } }),
        read_by_library("odd_chunks_big_endian",
            { .storage = { .chunks = { 113, 217 },
                  .shuffle = true,
                  .deflate = true,
                  .big_endian = true } }),
        read_past_library("one_chunk",
            { .storage = { .chunks = { rows, columns }, .shuffle = true, .deflate = true } }),
        read_past_library(
            "one_column_a_chunk", { .storage = { .chunks = { rows, 1 }, .deflate = true } }),
        read_past_library("packed",
            { .storage = { .chunks = { 200, 400 }, .shuffle = true, .deflate = true },
                .packed = true }),
        read_by_library("packed_contiguous", { .packed = true }),
        read_past_library("descending",
            { .storage = { .chunks = { 200, 400 }, .shuffle = true, .deflate = true },
                .descending = true }),
        read_by_library("descending_contiguous", { .descending = true }),
        read_by_library("netCDF_3", { .format = classic }),
        read_by_library("netCDF_3_packed", { .format = classic, .packed = true }),
        read_by_library("netCDF_3_times", { .format = NC_64BIT_OFFSET, .order = "tyx" }),
        read_past_library("longitude_first",
            { .order = "xy",
                .storage = { .chunks = { 217, 113 }, .shuffle = true, .deflate = true } }),
        read_past_library("time_first",
            { .order = "tyx",
                .storage = { .chunks = { 1, 200, 400 }, .shuffle = true, .deflate = true } }),
        read_past_library("time_first_two_a_chunk",
            { .order = "tyx",
                .storage = { .chunks = { 2, 200, 400 }, .shuffle = true, .deflate = true } }),
        read_past_library("time_first_all_in_chunks_of_few_cells",
            { .order = "tyx",
                .storage = { .chunks = { 3, 30, 24 }, .shuffle = true, .deflate = true } }),
        read_past_library("time_first_two_a_chunk_packed",
            { .order = "tyx",
                .storage = { .chunks = { 2, 113, 217 }, .shuffle = true, .deflate = true },
                .descending = true,
                .packed = true }),
        read_past_library("time_first_two_a_chunk_fletcher32",
            { .order = "tyx",
                .storage = { .chunks = { 2, 113, 217 },
                    .shuffle = true,
                    .deflate = true,
                    .fletcher32 = true } }),
        read_by_library("time_first_two_a_chunk_big_endian",
            { .order = "tyx",
                .storage = { .chunks = { 2, 113, 217 },
                    .shuffle = true,
                    .deflate = true,
                    .big_endian = true } }),
        read_by_library("time_first_contiguous", { .order = "tyx" }),
        read_past_library("time_last",
            { .order = "yxt",
                .storage = { .chunks = { 200, 400, 1 }, .shuffle = true, .deflate = true } }),
        read_past_library("time_last_two_a_chunk",
            { .order = "yxt",
                .storage = { .chunks = { 200, 400, 2 }, .shuffle = true, .deflate = true } }),
        read_past_library("time_last_all_in_one_chunk",
            { .order = "yxt", .storage = { .chunks = { rows, columns, 3 }, .deflate = true } }),
        read_by_library("time_last_two_a_chunk_big_endian",
            { .order = "yxt",
                .storage = { .chunks = { 113, 217, 2 }, .deflate = true, .big_endian = true } }),
        read_by_library("time_last_contiguous", { .order = "yxt" }),
        read_past_library("time_between",
            { .order = "ytx",
                .storage = { .chunks = { 200, 1, 400 }, .shuffle = true, .deflate = true } }),
        read_past_library("time_between_two_a_chunk",
            { .order = "ytx",
                .storage = { .chunks = { 200, 2, 400 }, .shuffle = true, .deflate = true } }),
        read_past_library("sectors_and_times",
            { .order = "tsyx",
                .storage = { .chunks = { 1, 1, 200, 400 }, .shuffle = true, .deflate = true } }),
        read_past_library("sectors_and_times_in_one_chunk",
            { .order = "tsyx",
                .storage = { .chunks = { 2, 2, 200, 400 }, .shuffle = true, .deflate = true } }),
        read_past_library("sectors_first_times_last",
            { .order = "syxt",
                .storage = { .chunks = { 2, 113, 217, 2 },
                    .shuffle = true,
                    .deflate = true,
                    .fletcher32 = true } }),
        geotiff("GeoTIFF_tiled", { "TILED=YES" }),
        geotiff("GeoTIFF_tiled_LZW",
            { "TILED=YES", "BLOCKXSIZE=128", "BLOCKYSIZE=64", "COMPRESS=LZW" }),
        geotiff("GeoTIFF_tiled_deflate", { "TILED=YES", "COMPRESS=DEFLATE", "PREDICTOR=3" }),
        geotiff("GeoTIFF_rows", { "BLOCKYSIZE=1", "COMPRESS=LZW" }),
        geotiff("GeoTIFF_strips", { "BLOCKYSIZE=7", "COMPRESS=DEFLATE" }),
        geotiff("GeoTIFF_one_strip", { "BLOCKYSIZE=360" }),
    };
}

/// Expected row of the table, by a plain loop over the cells that a city intersects.
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
        const auto take
            = [&](std::size_t row, std::size_t column, long double fraction, long double& sum) {
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
        all.push_back({ static_cast<double>(inside + edge), static_cast<double>(inside),
            static_cast<double>(touched), static_cast<double>(edge / (inside + edge)),
            static_cast<double>(valid_m2 / covered_m2) });
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
    static const std::vector<std::vector<Expected>> expected { by_plain_loop(0), by_plain_loop(1),
        by_plain_loop(2) };
    ASSERT_EQ(result.table.rows.size() % cities().cities.size(), 0u);
    ASSERT_GT(result.table.rows.size(), 0u);
    for (const TotalsRow& row : result.table.rows) {
        ASSERT_EQ(row.period.year, 2019);
        const Expected& right = expected.at(static_cast<std::size_t>(row.period.month - 1))
                                    .at(result.table.city_of(row).index);
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

TEST_P(EngineIdentity, EachForm_TakesItsReadingPath)
{
    // Otherwise the other tests would compare a way with itself.
    const TotalsRequest request = request_for(GetParam().write(folder_));
    Raster raster
        = Raster::open(request.rasters[0], catalogue(), std::nullopt, request.assumptions);
    const Layer& layer = raster.layers().at(0);
    RawBlock block;
    raster.read_together(layer, raster.tiling(layer).window(0, raster.grid()), block);
    EXPECT_EQ(block.coding.has_value(), GetParam().past_the_library);
}

TEST_P(EngineIdentity, ThreadsAndMemory_ChangeNoByte)
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

TEST_P(EngineIdentity, AnyThread_ReadsAndSumsTiles)
{
    // Threads of our own, whose order ThreadSanitizer sees; that of oneTBB's it does not. Nothing
    // but the library's and our locks orders them: the counter is relaxed.
    const tbb::global_control alone(tbb::global_control::max_allowed_parallelism, 1);
    const TotalsRequest request = request_for(GetParam().write(folder_));
    Raster raster
        = Raster::open(request.rasters[0], catalogue(), std::nullopt, request.assumptions);
    const Layer& layer = raster.layers().back();
    const std::vector<std::size_t> together = stored_together(raster, raster.layers()).back();
    const TilePlan plan(cover(cities().cities, raster.grid()), raster.grid(), raster.tiling(layer),
        TilePlan::Extent::touched_tiles);
    const CellAreas areas(raster.grid(), AreaConvention {});
    ASSERT_GT(plan.tiles(), 0u);
    const auto run = [&](std::size_t count) {
        std::vector<std::vector<TileSums>> sums(plan.tiles());
        std::atomic<std::size_t> next { 0 };
        const auto work = [&] {
            TileReader reader(raster);
            for (std::size_t tile = 0;
                 (tile = next.fetch_add(1, std::memory_order_relaxed)) < plan.tiles();) {
                reader.read(layer, plan.window(tile));
                for (const std::size_t l : together) {
                    const Layer& one = raster.layers()[l];
                    sums[tile].push_back(sum_tile(
                        raster, one, reader.block_of(one), { plan, tile }, { areas, areas }));
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
                    text += fmt::format(
                        "{} {} {}\n", share.city, share.amount.value_t, share.amount.valid_m2);
                }
                text += fmt::format("{} {}\n", tile.closure.grid_t, tile.closure.outside_t);
            }
        }
        return text;
    };
    EXPECT_EQ(run(4), run(1));
}

TEST_P(EngineIdentity, TouchedTiles_GiveSameTotals)
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
        for (const double cell :
            field(static_cast<std::size_t>(whole.layers[l].period.month - 1))) {
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
        EXPECT_NEAR(
            all.grid_t - part.grid_t, all.outside_t - part.outside_t, rounding * all.grid_t);
        EXPECT_NEAR(part.overlap_t, all.overlap_t, rounding * all.overlap_t);
        EXPECT_GT(all.overlap_t, 0.0) << "two of the cities overlap";
    }
}

INSTANTIATE_TEST_SUITE_P(All, EngineIdentity, testing::ValuesIn(all_forms()),
    [](const testing::TestParamInfo<Form>& form) { return form.param.name; });

} // namespace
} // namespace cityflux
