import { Views } from './_components/views';

export default function ExperimentPage() {
  return <Views />;
}
