#include "pipeline/run/pipeline_run.h"

#include "pipeline/program/data_folder.h"

#include <utility>

namespace cityflux {

PipelineRun::PipelineRun(PipelineDefinition definition,
    std::optional<std::filesystem::path> cache_folder, std::size_t memory_bytes,
    bool shows_progress)
    : definition_(std::move(definition))
    , cache_folder_(std::move(cache_folder))
    , memory_bytes_(memory_bytes)
    , shows_progress_(shows_progress)
    , hashes_(cache_folder_)
{
}

const Catalogue& PipelineRun::catalogue()
{
    if (!catalogue_) {
        catalogue_.emplace(inventories_folder());
    }
    return *catalogue_;
}

const CityList& PipelineRun::cities()
{
    read_cities();
    return *cities_;
}

const std::vector<std::size_t>& PipelineRun::chosen()
{
    read_cities();
    return chosen_;
}

void PipelineRun::read_cities()
{
    if (!cities_) {
        cities_ = definition_.boundaries.read(cache_folder_);
        chosen_ = definition_.boundaries.chosen(*cities_);
    }
}

} // namespace cityflux
