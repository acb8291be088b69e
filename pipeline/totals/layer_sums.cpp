#include "pipeline/totals/layer_sums.h"

#include "grids/layers/tile_reader.h"
#include "pipeline/program/memory_budget.h"

#include <algorithm>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <numeric>
#include <utility>

#include <tbb/global_control.h>
#include <tbb/parallel_pipeline.h>

namespace cityflux {
namespace {

/// Minimum number of cells in a piece of work. Several small tiles form one piece.
constexpr std::size_t cells_of_work = 256 * 1024;

/// Consecutive tiles of layers that are in the same chunks.
struct Work {
    std::size_t group = 0;
    std::size_t first_tile = 0;
    std::size_t end_tile = 0;
};

struct WorkSums {
    Work work;
    /// Sums of the tiles, for each layer of the group.
    std::vector<std::vector<TileSums>> layers;
};

/// Layers in the same chunks, and the size of a piece of work on them.
struct Group {
    std::vector<std::size_t> layers;
    std::size_t tiles_of_work = 1;
    std::size_t bytes_of_work = 0;
};

/// One parallel pass over the tiles of a plan, for layers that are all stored in them.
class TilePass {
public:
    /// Prepares a pass for the layers of the job at `indices`.
    TilePass(const LayerSumJob& job, const TilePlan& plan, std::vector<std::size_t> indices)
        : job_(job)
        , plan_(plan)
        , indices_(std::move(indices))
        , totals_(indices_.size())
    {
        for (const std::size_t l : indices_) {
            layers_.push_back(job.layers[l]);
        }
        const std::size_t most_cities = most_cities_of_a_tile();
        for (std::vector<std::size_t>& together : stored_together(job.raster, layers_)) {
            groups_.push_back(group_of(std::move(together), most_cities));
        }
        for (LayerTotals& totals : totals_) {
            totals.cities.resize(plan.cities());
            totals.closure.tiles = plan.tiles_of_grid();
            totals.closure.tiles_read = plan.tiles();
        }
    }

    /// Returns the totals in the order of `indices`.
    std::vector<LayerTotals> run(const Progress& progress)
    {
        const std::size_t threads
            = tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
        std::size_t bytes_of_work = 1;
        for (const Group& group : groups_) {
            bytes_of_work = std::max(bytes_of_work, group.bytes_of_work);
        }
        const std::size_t in_flight = std::clamp<std::size_t>(
            left_for_tiles(job_.memory_bytes, resident_bytes()) / bytes_of_work, 1, 4 * threads);
        const double all
            = static_cast<double>(std::max<std::size_t>(1, layers_.size() * plan_.tiles()));
        std::size_t done = 0;
        tbb::parallel_pipeline(in_flight,
            tbb::make_filter<void, WorkSums*>(tbb::filter_mode::serial_in_order,
                [&](tbb::flow_control& control) { return next_work(control); })
                & tbb::make_filter<WorkSums*, WorkSums*>(
                    tbb::filter_mode::parallel, [&](WorkSums* sums) { return sum(sums); })
                & tbb::make_filter<WorkSums*, void>(
                    tbb::filter_mode::serial_in_order, [&](const WorkSums* sums) {
                        add(*sums);
                        done += sums->layers.size() * (sums->work.end_tile - sums->work.first_tile);
                        progress(static_cast<double>(done) / all);
                        const std::lock_guard guard(lock_);
                        in_work_.pop_front();
                    }));
        for (LayerTotals& totals : totals_) {
            for (const CityAmount& city : totals.cities) {
                totals.closure.cities_t += city.value_t;
            }
        }
        return std::move(totals_);
    }

private:
    Group group_of(std::vector<std::size_t> layers, std::size_t most_cities) const
    {
        const Layer& layer = layers_[layers.front()];
        const std::vector<std::size_t> together = job_.raster.slices_together(layer);
        const std::size_t slices = std::accumulate(
            together.begin(), together.end(), std::size_t { 1 }, std::multiplies<>());
        const std::size_t cells = plan_.tiling().rows * plan_.tiling().columns;
        const std::size_t size = size_of(job_.raster.file().variables()[layer.variable].type);
        const std::size_t tiles = std::max<std::size_t>(1, cells_of_work / (cells * slices));
        // Memory for a tile before and after a step of unpacking, for one slice alone and decoded,
        // and for the sums of all tiles.
        const std::size_t bytes = 2 * cells * slices * size + cells * size + cells * sizeof(double)
            + tiles * layers.size() * (sizeof(TileSums) + most_cities * sizeof(TileSums::Share));
        return { std::move(layers), tiles, bytes };
    }

    std::size_t most_cities_of_a_tile() const
    {
        std::size_t most = 0;
        for (std::size_t tile = 0; tile < plan_.tiles(); ++tile) {
            std::size_t cities = 0;
            const auto pieces = plan_.pieces(tile);
            for (std::size_t p = 0; p < pieces.size(); ++p) {
                cities += p == 0 || pieces[p].city != pieces[p - 1].city ? 1 : 0;
            }
            most = std::max(most, cities);
        }
        return most;
    }

    WorkSums* next_work(tbb::flow_control& control)
    {
        if (next_group_ == groups_.size() || plan_.tiles() == 0) {
            control.stop();
            return nullptr;
        }
        const Group& group = groups_[next_group_];
        const Work work { next_group_, next_tile_,
            std::min(next_tile_ + group.tiles_of_work, plan_.tiles()) };
        next_tile_ = work.end_tile;
        if (next_tile_ == plan_.tiles()) {
            next_tile_ = 0;
            ++next_group_;
        }
        const std::lock_guard guard(lock_);
        return &in_work_.emplace_back(WorkSums { work, {} });
    }

    WorkSums* sum(WorkSums* sums)
    {
        const Work& work = sums->work;
        const std::vector<std::size_t>& layers = groups_[work.group].layers;
        sums->layers.resize(layers.size());
        std::unique_ptr<TileReader> reader = take_reader();
        for (std::size_t t = work.first_tile; t < work.end_tile; ++t) {
            const PlannedTile tile { plan_, t };
            reader->read(layers_[layers.front()], tile.window());
            for (std::size_t l = 0; l < layers.size(); ++l) {
                const Layer& layer = layers_[layers[l]];
                RawBlock& block = reader->block_of(layer);
                sums->layers[l].push_back(sum_tile(job_.raster, layer, block, tile, job_.areas));
                if (job_.observer != nullptr) {
                    job_.observer->observe(indices_[layers[l]], tile, block);
                }
            }
        }
        const std::lock_guard guard(lock_);
        readers_.push_back(std::move(reader));
        return sums;
    }

    std::unique_ptr<TileReader> take_reader()
    {
        const std::lock_guard guard(lock_);
        if (readers_.empty()) {
            return std::make_unique<TileReader>(job_.raster);
        }
        std::unique_ptr<TileReader> reader = std::move(readers_.back());
        readers_.pop_back();
        return reader;
    }

    void add(const WorkSums& sums)
    {
        for (std::size_t l = 0; l < sums.layers.size(); ++l) {
            LayerTotals& totals = totals_[groups_[sums.work.group].layers[l]];
            for (const TileSums& tile : sums.layers[l]) {
                for (const TileSums::Share& share : tile.shares) {
                    totals.cities[share.city] += share.amount;
                }
                totals.closure.grid_t += tile.closure.grid_t;
                totals.closure.outside_t += tile.closure.outside_t;
                totals.closure.overlap_t += tile.closure.overlap_t;
                totals.closure.cells_without_data += tile.closure.cells_without_data;
                totals.suspects += tile.suspects;
            }
        }
    }

    const LayerSumJob& job_;
    const TilePlan& plan_;
    std::vector<std::size_t> indices_; ///< of the layers of the pass among those of the job
    std::vector<Layer> layers_; ///< layers of the pass
    std::vector<Group> groups_;
    std::size_t next_group_ = 0;
    std::size_t next_tile_ = 0;
    /// Shared readers instead of one for each thread. Their number never exceeds that of pieces in
    /// work, so their buffers stay within the memory allowed.
    std::vector<std::unique_ptr<TileReader>> readers_; ///< idle readers
    /// Pieces in work, in order. They are kept here because the pipeline leaks its
    /// items if an exception ends it.
    std::list<WorkSums> in_work_;
    std::mutex lock_; ///< guards readers_ and in_work_
    std::vector<LayerTotals> totals_;
};

} // namespace

std::vector<LayerTotals> sum_layers(const LayerSumJob& job, const TilePlan& plan)
{
    std::vector<std::size_t> all(job.layers.size());
    std::iota(all.begin(), all.end(), std::size_t { 0 });
    return TilePass(job, plan, std::move(all)).run(job.progress);
}

std::vector<LayerTotals> sum_layers(const LayerSumJob& job, const PlanFor& plan_for)
{
    std::vector<std::pair<Tiling, std::vector<std::size_t>>> passes;
    for (std::size_t l = 0; l < job.layers.size(); ++l) {
        const Tiling tiling = job.raster.tiling(job.layers[l]);
        auto known = std::find_if(
            passes.begin(), passes.end(), [&](const auto& pass) { return pass.first == tiling; });
        if (known == passes.end()) {
            known = passes.insert(passes.end(), { tiling, {} });
        }
        known->second.push_back(l);
    }
    std::vector<LayerTotals> all(job.layers.size());
    std::size_t done = 0;
    for (const auto& [tiling, indices] : passes) {
        const auto count = static_cast<double>(indices.size());
        std::vector<LayerTotals> totals
            = TilePass(job, plan_for(tiling), indices).run([&](double share) {
                  job.progress((static_cast<double>(done) + share * count)
                      / static_cast<double>(job.layers.size()));
              });
        for (std::size_t i = 0; i < indices.size(); ++i) {
            all[indices[i]] = std::move(totals[i]);
        }
        done += indices.size();
    }
    return all;
}

} // namespace cityflux
