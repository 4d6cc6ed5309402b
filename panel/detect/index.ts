export { detectPanel, type Detection, type DetectionInput } from './detect';
